import { mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { markStage, STAGE_PREFIX } from './orphans.ts'
import { unpack } from '../packs/built.ts'
import { verifyPack } from '../packs/pack.ts'
import type { Pack } from '../packs/pack.ts'

/** A private folder with all a child may read: `child/main.mjs`, its modules, and the pack in `pack/`. */
export interface Stage {
  readonly folder: string
  close(): Promise<void>
}

const childFolder = fileURLToPath(new URL('./child/', import.meta.url))

/** Verifies a pack and unpacks it beside the child's own modules, readable by this user alone. */
export async function stagePack(pack: Pack): Promise<Stage> {
  verifyPack(pack)
  const folder = await mkdtemp(join(await realpath(tmpdir()), STAGE_PREFIX))
  await markStage(folder)
  const modules = (await readdir(childFolder)).filter((name) => name.endsWith('.mjs'))
  const child = modules.map(async (name) => [name, await readFile(join(childFolder, name))] as const)
  await unpack(join(folder, 'child'), new Map(await Promise.all(child)))
  await unpack(join(folder, 'pack'), pack.contents)
  return { folder, close: () => rm(folder, { recursive: true, force: true }) }
}
