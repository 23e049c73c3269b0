import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pack, PackManifest } from './pack.ts'

/**
 * Where built packs are kept unless configured: `<name>.json`, the newest manifest of a name, and `<digest>/`, the
 * files it lists and `manifest.json`.
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

/** Keeps a pack as the newest of its name. Others may do the same at once: what they write is the same. */
export async function writeBuilt(builtFolder: string, { manifest, contents }: Pack): Promise<void> {
  const own = `.${process.pid}`
  const folder = join(builtFolder, manifest.digest)
  const json = `${JSON.stringify(manifest, null, 2)}\n`
  await unpack(folder + own, new Map([...contents, ['manifest.json', Buffer.from(json)]]))
  // One that is there already was found not to be what its name says, or is this very one.
  await rm(folder, { recursive: true, force: true })
  await rename(folder + own, folder).catch(() => rm(folder + own, { recursive: true }))
  const manifestFile = join(builtFolder, `${manifest.name}.json`)
  await writeFile(manifestFile + own, json)
  await rename(manifestFile + own, manifestFile)
}

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
