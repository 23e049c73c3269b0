import { spawn } from 'node:child_process'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { readBuilt, unpack, writeBuilt } from './built.ts'
import { seal, PackIntegrityError, sha256 } from './pack.ts'
import type { Pack, PackDescription } from './pack.ts'

const ENGINE_VERSION = '314.0.7'

/** The files of pyodide the sandbox loads, pinned: an upgrade is a change of these lines. */
const ENGINE_FILES: Readonly<Record<string, string>> = {
  'pyodide.js': '3141b814715a72e59b51b1b18b9ceae5bf19f7c852417e431bb0a34feadf825c',
  'pyodide.asm.mjs': 'f7cdc8ece80678ceb712f8e65ebe6d3a83203a180c399865f49612a051693635',
  'pyodide.asm.wasm': 'cc36e3cab04fdfc9a63ff13eb52eae2b911bf46c025cc7b281f394bd3de1d5e6',
  'python_stdlib.zip': 'fa1957e5777068fc4f7437f96d860ae2fbe9c19732ba06c84e004ec16dd7dd7a',
}

/** What this project adds. */
const OWN_FILES = [
  'boot.mjs',
  'context.js',
  'engine.mjs',
  'files.js',
  'image.mjs',
  'make-image.mjs',
  'memories.js',
  'runner.py',
] as const
/** The memory of a Python that has started, from which every sandbox starts. */
const IMAGE = 'image.bin'

const description: PackDescription = {
  name: 'python',
  version: ENGINE_VERSION,
  language: 'python',
  description:
    'CPython 3.14 compiled to WebAssembly (pyodide) with its standard library; no network, no processes.',
}

const ownFolder = fileURLToPath(new URL('./python/', import.meta.url))
const engineFolder = (): string => dirname(createRequire(import.meta.url).resolve('pyodide/package.json'))

/**
 * The `python` pack. Its memory image takes seconds to make: one made before from the very same files is taken
 * from `builtFolder`, where the digest still covers it. Throws `PackIntegrityError` when a file in `engine` is
 * not the pinned one.
 * @param builtFolder where built packs are kept (built.ts)
 * @param engine the folder of the installed pyodide package
 */
export async function pythonPack(builtFolder: string, engine: string = engineFolder()): Promise<Pack> {
  const inputs = await readInputs(engine)
  const built = await readBuilt(builtFolder, description.name, IMAGE)
  if (built !== null) {
    const pack = seal(description, new Map([...inputs, [IMAGE, built.content]]))
    if (pack.manifest.digest === built.digest) return pack
  }
  const pack = await makePack(inputs)
  await writeBuilt(builtFolder, pack)
  return pack
}

/** The `python` pack made anew: the same bytes each time. */
export const buildPythonPack = async (engine: string = engineFolder()): Promise<Pack> =>
  makePack(await readInputs(engine))

async function readInputs(engine: string): Promise<Map<string, Uint8Array>> {
  const inputs = new Map<string, Uint8Array>()
  for (const [path, expected] of Object.entries(ENGINE_FILES)) {
    const content = await readFile(join(engine, path))
    if (sha256(content) !== expected) {
      throw new PackIntegrityError(`pyodide/${path} is not the file of version ${ENGINE_VERSION}`)
    }
    inputs.set(
      `pyodide/${path.replace(/\.mjs$/, '.js')}`,
      /\.m?js$/.test(path) ? asScript(content.toString()) : content,
    )
  }
  for (const path of OWN_FILES) inputs.set(path, await readFile(join(ownFolder, path)))
  return inputs
}

/**
 * The guest's context has neither modules nor `import`: a module becomes a script whose value is its default
 * export, and what would import at run time calls a function that does not exist.
 */
function asScript(source: string): Buffer {
  const script = source
    .replaceAll(/(?<![.\w])import\(/g, 'noImport(')
    .replaceAll('import.meta.url', '""')
    .replace(/export default (\w+);\s*$/, '$1')
  return Buffer.from(script)
}

/** Starts Python once, in a process that may read the pack and nothing else, and adds the memory it then has. */
async function makePack(inputs: ReadonlyMap<string, Uint8Array>): Promise<Pack> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'python-image-'))
  try {
    await unpack(folder, inputs)
    const args = ['--experimental-permission', `--allow-fs-read=${folder}/*`, '--no-warnings']
    const maker = spawn(process.execPath, [...args, join(folder, 'make-image.mjs')], {
      env: {},
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const image = await buffer(maker.stdout)
    if (image.byteLength === 0) throw new Error('The memory image of the python pack could not be made')
    return seal(description, new Map([...inputs, [IMAGE, image]]))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
