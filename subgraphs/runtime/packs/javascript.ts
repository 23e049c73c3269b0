import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { seal, PackIntegrityError, sha256 } from './pack.ts'
import type { Pack } from './pack.ts'

const ENGINE_VERSION = '3.6.2'

/** The files of quickjs-wasi the sandbox loads, pinned: an upgrade is a change of these lines. */
const ENGINE_FILES: Readonly<Record<string, string>> = {
  'package.json': 'efa1d0d3b440dd7a31f55690d414f9c7f59e6a15395075efee884454c86715c2',
  'quickjs.wasm': 'd4c9375f2b1ca4dc95f72c8aa2982a7a9951ac8011490d79c6582df732b4bbd9',
  'dist/extensions.js': '9662299693f6ddd8d56d6e2f91b4bd2202e2cfebe06e834bf9a2b16fa15c4e08',
  'dist/index.js': '91fcfc11e7f7372f3aee8d4373c0d4f969baac5cd12648663971550054217ae8',
  'dist/version.js': '14dd0021bd1ba1f786a9833abd01b89c90a4175959d3b37b4d3bb62027a0b38d',
  'dist/wasi-shim.js': '79af15cf5158d181d11021158abb22541fd6d35beca569652317859819960eac',
  'extensions/encoding/encoding.so': 'd501aa2a8410ee07c196103f0d169b226ec61c922883713510fd723fe14036c3',
  'extensions/structured-clone/structured-clone.so':
    '0ac5a36c0545c659ba6f9f8de5af11862df84546d151d0f15ec5184c95fd6cb3',
}

/** What this project adds: the engine's adapter and the guest's globals. */
const OWN_FILES = ['engine.mjs', 'host.mjs', 'image.mjs', 'modules.mjs', 'prelude.js'] as const

const ownFolder = fileURLToPath(new URL('./javascript/', import.meta.url))
const engineFolder = (): string =>
  dirname(createRequire(import.meta.url).resolve('quickjs-wasi/package.json'))

/**
 * The `javascript` pack: QuickJS compiled to WebAssembly, in a strict ECMAScript sandbox with `console`, `fs`,
 * `env` and `setTimeout`. Throws `PackIntegrityError` when a file in `engine` is not the pinned one.
 * @param engine the folder of the installed quickjs-wasi package
 */
export async function javascriptPack(engine: string = engineFolder()): Promise<Pack> {
  const contents = new Map<string, Uint8Array>()
  for (const [path, expected] of Object.entries(ENGINE_FILES)) {
    const content = await readFile(join(engine, path))
    if (sha256(content) !== expected) {
      throw new PackIntegrityError(`quickjs-wasi/${path} is not the file of version ${ENGINE_VERSION}`)
    }
    contents.set(`quickjs-wasi/${path}`, content)
  }
  for (const path of OWN_FILES) contents.set(path, await readFile(join(ownFolder, path)))
  return seal(
    {
      name: 'javascript',
      version: ENGINE_VERSION,
      language: 'javascript',
      description:
        'ECMAScript on QuickJS compiled to WebAssembly: console, fs (in memory), env, setTimeout; no network.',
    },
    contents,
  )
}
