import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pack, PackManifest, Sealed } from './pack.ts'

/**
 * Where built packs are kept unless configured: `<name>.json`, the newest manifest of a name, and `<digest>/`, the
 * files it lists and `manifest.json`; so for layers, which `layers.json` lists.
 */
export const BUILT_FOLDER = fileURLToPath(new URL('../../../dist/packs/', import.meta.url))

/** Writes files below a folder: as private as that folder is. */
export async function unpack(folder: string, contents: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, content] of contents) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, content, { mode: 0o444 })
  }
}

/** Keeps files and their manifest below their digest. Others may do the same at once: what they write is the same. */
export async function writeContents(
  builtFolder: string,
  { manifest, contents }: Sealed<object>,
): Promise<void> {
  const folder = join(builtFolder, manifest.digest)
  const own = `${folder}.${process.pid}`
  await unpack(own, new Map([...contents, ['manifest.json', Buffer.from(asJson(manifest))]]))
  // One that is there already was found not to be what its name says, or is this very one.
  await rm(folder, { recursive: true, force: true })
  await rename(own, folder).catch(() => rm(own, { recursive: true }))
}

/** Keeps a pack as the newest of its name. */
export async function writeBuilt(builtFolder: string, pack: Pack): Promise<void> {
  await writeContents(builtFolder, pack)
  const manifestFile = join(builtFolder, `${pack.manifest.name}.json`)
  const own = `${manifestFile}.${process.pid}`
  await writeFile(own, asJson(pack.manifest))
  await rename(own, manifestFile)
}

const asJson = (manifest: object) => `${JSON.stringify(manifest, null, 2)}\n`

/** One file of the newest pack of a name; null where none was built. Not verified: the caller knows the digest. */
export async function readBuilt(
  builtFolder: string,
  name: string,
  path: string,
): Promise<{ digest: string; content: Uint8Array } | null> {
  try {
    const manifest = await readFile(join(builtFolder, `${name}.json`), 'utf8')
    const { digest } = JSON.parse(manifest) as PackManifest
    return { digest, content: await readFile(join(builtFolder, digest, path)) }
  } catch {
    return null
  }
}
