import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unpack } from '../packs/built.ts'
import { verify } from '../packs/pack.ts'
import type { Layer, Pack } from '../packs/pack.ts'

/**
 * A private folder with all a child may read: `child/main.mjs`, its modules, the pack in `pack/`, and in `layers/` a folder for
 * each digest of a layer, and `paths.json`, which lists each one's files.
 */
export interface Stage {
  readonly folder: string
  close(): Promise<void>
}

const childFolder = fileURLToPath(new URL('./child/', import.meta.url))

/** Verifies a pack and its layers and unpacks them beside the child's own modules, readable by this user alone. */
export async function stagePack(pack: Pack, layers: readonly Layer[] = []): Promise<Stage> {
  verify(pack)
  for (const layer of layers) verify(layer)
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'sandbox-'))
  const modules = (await readdir(childFolder)).filter((name) => name.endsWith('.mjs'))
  const child = modules.map(async (name) => [name, await readFile(join(childFolder, name))] as const)
  await unpack(join(folder, 'child'), new Map(await Promise.all(child)))
  await unpack(join(folder, 'pack'), pack.contents)
  const paths: Record<string, string[]> = {}
  for (const { manifest, contents } of layers) {
    await unpack(join(folder, 'layers', manifest.digest), contents)
    paths[manifest.digest] = manifest.files.map(({ path }) => path)
  }
  await unpack(join(folder, 'layers'), new Map([['paths.json', Buffer.from(JSON.stringify(paths))]]))
  return { folder, close: () => rm(folder, { recursive: true, force: true }) }
}
