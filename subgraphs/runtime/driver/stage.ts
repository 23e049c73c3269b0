import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
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
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'sandbox-'))
  const put = async (path: string, content: Uint8Array): Promise<void> => {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    await writeFile(target, content, { mode: 0o400 })
  }
  const modules = (await readdir(childFolder)).filter((name) => name.endsWith('.mjs'))
  for (const name of modules) await put(join('child', name), await readFile(join(childFolder, name)))
  for (const [path, content] of pack.contents) await put(join('pack', path), content)
  return { folder, close: () => rm(folder, { recursive: true, force: true }) }
}
