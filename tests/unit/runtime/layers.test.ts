import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { buildLayers } from '../../../subgraphs/runtime/packs/layers/build.ts'
import { MAX_LAYER_BYTES } from '../../../subgraphs/runtime/packs/layers/limits.ts'
import { buildAndKeepLayers, loadLayers } from '../../../subgraphs/runtime/packs/layers/load.ts'
import { BUILT_FOLDER } from '../../../subgraphs/runtime/packs/built.ts'
import { javascriptPack } from '../../../subgraphs/runtime/packs/javascript.ts'
import { PackIntegrityError } from '../../../subgraphs/runtime/packs/pack.ts'
import { STANDARD_LIBRARY } from '../../../subgraphs/runtime/packs/resolve/known.ts'
import type { Layer } from '../../../subgraphs/runtime/packs/pack.ts'
import { pythonPack } from '../../../subgraphs/runtime/packs/python.ts'
import type { SandboxDriver } from '../../../subgraphs/runtime/driver/types.ts'
import { wheel, zip } from '../../support/zip.ts'
import type { WheelParts } from '../../support/zip.ts'
import { closeDrivers, limits, startDriver } from './support.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layers-'))
})
afterEach(() => rm(folder, { recursive: true }))

type Tree = Readonly<Record<string, string | Uint8Array>>

async function write(tree: Tree, root = folder): Promise<string> {
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  return root
}

const six: WheelParts = {
  name: 'six',
  version: '1.17.0',
  files: { 'six.py': 'def answer():\n    return 42\n' },
}
const tables: WheelParts = {
  name: 'tables_of',
  version: '2.0',
  files: {
    'tables_of/__init__.py':
      'import six\nfrom importlib.resources import files\nwords = files(__name__).joinpath("words.txt").read_text()\n',
    'tables_of/words.txt': 'one two',
    'tables_of-2.0.data/purelib/tables_extra.py': 'extra = 1\n',
    'tables_of-2.0.data/scripts/tables': '#!python\n',
  },
  metadata: [
    'Requires-Python: >=3.8',
    'Requires-Dist: six (>=1.10)',
    'Requires-Dist: rich; extra == "pretty"',
  ],
}
const PYTHON: Tree = {
  'python/tools@1.0.0/six-1.17.0-py2.py3-none-any.whl': wheel(six),
  'python/tools@1.0.0/tables_of-2.0-py3-none-any.whl': wheel(tables),
}
const JAVASCRIPT: Tree = {
  'javascript/text@1.2.0/slug.js': `export { lower as default } from './case/lower.js'`,
  'javascript/text@1.2.0/case/package.json':
    '{"name": "case", "version": "3.1.0", "exports": {".": "./all.mjs"}}',
  'javascript/text@1.2.0/case/all.mjs': `export * from './lower.js'; export const name = 'case'`,
  'javascript/text@1.2.0/case/lower.js': 'export const lower = (text) => text.toLowerCase()',
  'javascript/text@1.2.0/@scope/one/package.json': '{"name": "@scope/one", "version": "0.1.0"}',
  'javascript/text@1.2.0/@scope/one/index.js': 'export const one = 1',
  'javascript/text@1.2.0/case/README.md': 'Read by people.',
}

describe('layers', () => {
  it('have the same digest wherever they are built, and say what they provide', async () => {
    const first = await buildLayers(await write({ ...PYTHON, ...JAVASCRIPT }))
    const elsewhere = await mkdtemp(join(tmpdir(), 'layers-'))
    try {
      const second = await buildLayers(await write({ ...JAVASCRIPT, ...PYTHON }, elsewhere))
      expect(second.map(({ manifest }) => manifest)).toEqual(first.map(({ manifest }) => manifest))
    } finally {
      await rm(elsewhere, { recursive: true })
    }
    expect(
      first.map(({ manifest: { files, digest, ...rest } }) => ({
        ...rest,
        files: files.length > 0,
        digest: digest.length,
      })),
    ).toEqual([
      {
        name: 'text',
        version: '1.2.0',
        pack: 'javascript',
        provides: [
          { name: '@scope/one', version: '0.1.0' },
          { name: 'case', version: '3.1.0' },
          { name: 'slug', version: '1.2.0' },
        ],
        files: true,
        digest: 64,
      },
      {
        name: 'tools',
        version: '1.0.0',
        pack: 'python',
        provides: [
          { name: 'six', version: '1.17.0' },
          { name: 'tables-of', version: '2.0' },
        ],
        files: true,
        digest: 64,
      },
    ])
    const [text, tools] = first.map(({ contents }) => [...contents.keys()])
    expect(text).not.toContain('case/README.md')
    expect(tools).toContain('tables_extra.py')
    expect(tools?.some((path) => path.includes('.data/'))).toBe(false)
  })

  it('are kept by digest, and a file that was changed there is refused', async () => {
    const built = join(folder, 'built')
    const source = await write(JAVASCRIPT, join(folder, 'source'))
    const kept = await buildAndKeepLayers(built, source)
    expect(await loadLayers(built, null)).toEqual(kept)
    expect(await loadLayers(built, source)).toEqual(kept)
    expect(await loadLayers(join(folder, 'nothing'), null)).toEqual([])

    const changed = join(built, kept[0]?.manifest.digest ?? '', 'slug.js')
    const content = await readFile(changed, 'utf8')
    await chmod(changed, 0o600)
    await writeFile(changed, content.replace('lower', 'upper'))
    await expect(loadLayers(built, null)).rejects.toThrow(PackIntegrityError)
    await writeFile(changed, content)
    await expect(loadLayers(built, null)).resolves.toHaveLength(1)
    await rm(changed)
    await expect(loadLayers(built, null)).rejects.toThrow(/cannot be read/)
  })

  const at = (name: string) => `python/bad@1.0.0/${name}`
  const pure = at('six-1.17.0-py3-none-any.whl')
  it.each<[string, Tree, RegExp]>([
    [
      'a path out of the folder',
      { [pure]: wheel({ ...six, besides: [{ name: '../../evil.py', content: '' }] }) },
      /invalid relative path/,
    ],
    [
      'an absolute path',
      { [pure]: wheel({ ...six, besides: [{ name: '/etc/evil.py', content: '' }] }) },
      /absolute path/,
    ],
    [
      'a path with backslashes',
      { [pure]: wheel({ ...six, besides: [{ name: '..\\evil.py', content: '' }] }) },
      /invalid characters/,
    ],
    [
      'a symbolic link',
      { [pure]: wheel({ ...six, besides: [{ name: 'link.py', content: '/etc/passwd', mode: 0o120777 }] }) },
      /link\.py: is a symbolic link/,
    ],
    [
      'a file twice',
      { [pure]: wheel({ ...six, besides: [{ name: 'six.py', content: 'evil = 1' }] }) },
      /six\.py: is there twice/,
    ],
    [
      'a file that RECORD does not have',
      { [pure]: wheel({ ...six, besides: [{ name: 'evil.py', content: 'x' }] }) },
      /RECORD has no hash of evil\.py/,
    ],
    [
      'more than a layer may be',
      { [pure]: wheel({ ...six, besides: [{ name: 'big', content: Buffer.alloc(MAX_LAYER_BYTES) }] }) },
      /big: a layer is at most/,
    ],
    [
      'more than it says',
      { [pure]: wheel({ ...six, besides: [{ name: 'bomb', content: Buffer.alloc(1_000_000), size: 10 }] }) },
      /no good zip archive/,
    ],
    ['no archive', { [pure]: 'PK' }, /no good zip archive/],
    [
      'an archive that is no wheel',
      { [pure]: zip([{ name: 'six.py', content: '' }]) },
      /has no six-1\.17\.0\.dist-info\/METADATA/,
    ],
    ['another name inside', { [at('seven-1.17.0-py3-none-any.whl')]: wheel(six) }, /METADATA/],
    [
      'native code for Linux',
      { [at('six-1.17.0-cp314-cp314-manylinux_2_28_x86_64.whl')]: wheel(six) },
      /native code for manylinux_2_28_x86_64/,
    ],
    [
      'native code of another pyodide',
      { [at('six-1.17.0-cp313-cp313-pyodide_2025_0_wasm32.whl')]: wheel(six) },
      /native code for pyodide_2025_0_wasm32/,
    ],
    [
      'native code for another Python',
      { [at('six-1.17.0-cp313-cp313-pyemscripten_2026_0_wasm32.whl')]: wheel(six) },
      /is for cp313/,
    ],
    [
      'native code that says it is none',
      { [pure]: wheel({ ...six, files: { '_six.so': '\x7fELF' } }) },
      /holds native code: _six\.so/,
    ],
    [
      'native code that is no WebAssembly',
      {
        [at('six-1.17.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl')]: wheel({
          ...six,
          files: { '_six.so': '\x7fELF' },
        }),
      },
      /_six\.so is no WebAssembly/,
    ],
    ['Python 2', { [at('six-1.17.0-py2-none-any.whl')]: wheel(six) }, /is for py2/],
    [
      'a later Python',
      { [pure]: wheel({ ...six, metadata: ['Requires-Python: >=3.15'] }) },
      /six needs Python >=3\.15/,
    ],
    [
      'something that it needs and is not there',
      { [at('tables_of-2.0-py3-none-any.whl')]: wheel(tables) },
      /tables-of needs six \(>=1\.10\), which no wheel/,
    ],
    [
      'an older one than it needs',
      {
        [at('tables_of-2.0-py3-none-any.whl')]: wheel(tables),
        [at('six-1.1-py3-none-any.whl')]: wheel({ ...six, version: '1.1' }),
      },
      /needs six \(>=1\.10\), and the layer has 1\.1/,
    ],
    ['something that is no wheel', { [at('six-1.17.0.tar.gz')]: 'x' }, /only wheels/],
    [
      'a folder without a version',
      { 'python/bad/six-1.17.0-py3-none-any.whl': wheel(six) },
      /<name>@<version>/,
    ],
    ['another pack', { 'cobol/bad@1.0.0/x.cob': '' }, /cobol: there is no such pack/],
    [
      'two versions of a layer',
      { 'javascript/a@1.0.0/a.js': 'export {}', 'javascript/a@2.0.0/a.js': 'export {}' },
      /another version/,
    ],
    [
      'a package that needs others',
      {
        'javascript/a@1.0.0/b/package.json': '{"name": "b", "version": "1.0.0", "dependencies": {"c": "1"}}',
      },
      /b\/package\.json: needs c/,
    ],
    ['a package without a version', { 'javascript/a@1.0.0/b/package.json': '{"name": "b"}' }, /version/],
    [
      'a package in another folder',
      { 'javascript/a@1.0.0/b/package.json': '{"name": "c", "version": "1.0.0"}' },
      /is of c, in the folder b/,
    ],
    ['a folder that is no package', { 'javascript/a@1.0.0/b/c.js': 'export {}' }, /b has no package\.json/],
    ['CommonJS', { 'javascript/a@1.0.0/a.js': 'module.exports = require("fs")' }, /is CommonJS/],
    ['an add-on of Node', { 'javascript/a@1.0.0/a.node': '\x7fELF' }, /is native code/],
    ['what is no module', { 'javascript/a@1.0.0/a.wasm': '\0asm' }, /only modules/],
  ])('are refused with %s', async (_, tree, message) => {
    await expect(buildLayers(await write(tree))).rejects.toThrow(message)
  })

  it('are refused with a link to somewhere else', async () => {
    await write({ 'javascript/a@1.0.0/a.js': 'export {}' })
    await symlink('/etc/passwd', join(folder, 'javascript/a@1.0.0/b.js'))
    await expect(buildLayers(folder)).rejects.toThrow(/b\.js: is no regular file/)
  })
})

describe('a sandbox with layers', () => {
  let started: Promise<SandboxDriver> | undefined
  let created = 0
  const start = async (): Promise<SandboxDriver> => {
    const layers = await buildLayers(await write({ ...PYTHON, ...JAVASCRIPT }))
    const packs = [await javascriptPack(), await pythonPack(BUILT_FOLDER)]
    return startDriver({
      packs,
      layers,
      inUse: 16,
      bootTimeoutMs: 60_000,
      pool: { warm: 1, queue: 8, queueMs: 60_000 },
    })
  }
  const create = async (pack: string, layers: readonly string[], files: Tree = {}) => {
    const driver = await (started ??= start())
    const id = `layered-${(created += 1)}`
    const given = Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) }))
    await driver.create({ id, pack, layers, files: given, env: {}, limits })
    return { driver, run: (code: string) => driver.run(id, { code, timeoutMs: 20_000 }), id }
  }
  afterAll(closeDrivers)

  it('imports Python packages, their data too', async () => {
    const { run } = await create('python', ['tools'])
    const code = 'import tables_of, tables_extra, six\n(six.answer(), tables_of.words, tables_extra.extra)'
    expect(await run(code)).toMatchObject({ exitReason: 'COMPLETED', result: "(42, 'one two', 1)" })
    const metadata = await run('import importlib.metadata as m; m.version("tables-of")')
    expect(metadata.result).toBe("'2.0'")
  }, 120_000)

  it('has the standard library that requirements are compared with', async () => {
    const { run } = await create('python', [])
    const { stdout } = await run(`
import sys, importlib.util
for name in sorted(sys.stdlib_module_names):
    if not name.startswith('_') and name not in ('antigravity', 'this') and importlib.util.find_spec(name):
        print(name)`)
    expect(stdout.trim().split('\n').sort()).toEqual([...STANDARD_LIBRARY].sort())
  }, 120_000)

  it('has no packages that it was not given, and files of its own go first', async () => {
    const bare = await create('python', [])
    expect((await bare.run('import six')).stderr).toContain("No module named 'six'")
    const own = await create('python', ['tools'], { 'six.py': 'mine = True' })
    expect(await own.run('import six; six.mine')).toMatchObject({ result: 'True' })
  }, 120_000)

  it('does not count a layer against its files, nor lists it', async () => {
    const { driver, id, run } = await create('python', ['tools'])
    await run('import six')
    expect(await driver.readFiles(id)).toEqual([])
    const full = await run(`open('big', 'wb').write(bytes(${limits.fileBytes - 1000})); 1`)
    expect(full).toMatchObject({ exitReason: 'COMPLETED' })
    expect((await run(`open('/layers/0/more', 'wb').write(bytes(2000))`)).stderr).toContain('No space left')
  }, 120_000)

  it('imports JavaScript modules, by declaration and by expression', async () => {
    const { run } = await create('javascript', ['text'])
    const declared = `// what is needed
import slug from 'slug'
import * as all from 'case'; import { lower as down, name } from "case"
import 'case/lower.js'
slug('A') + down('B') + name + Object.keys(all).length`
    expect(await run(declared)).toMatchObject({ exitReason: 'COMPLETED', stderr: '', result: "'abcase2'" })
    expect(await run(`(await import('@scope/one')).one + slug('C')`)).toMatchObject({ result: "'1c'" })
  })

  it('imports its own files by their path', async () => {
    const { run } = await create('javascript', [], {
      'lib/a.js': `import './b.js'; export const a = 'a'`,
      'lib/b.js': '',
    })
    expect(await run(`import { a } from './lib/a.js'\na`)).toMatchObject({ result: "'a'" })
  })

  it('reaches nothing else by import', async () => {
    const { run } = await create('javascript', ['text'])
    for (const specifier of [
      'fs',
      'node:fs',
      '../../../../etc/passwd',
      '/etc/passwd',
      'case/../../child/main.mjs',
      '../pack/engine.mjs',
      'file:///etc/passwd',
      '0:slug.js/../../../child/main.mjs',
      'constructor',
      '__proto__',
      'x'.repeat(100_000),
    ]) {
      const outcome = await run(
        `await import(${JSON.stringify(specifier)}).then(() => 'reached', (error) => String(error))`,
      )
      expect(outcome.result).toContain('no module')
      expect(outcome.result).not.toContain('at ')
    }
    expect((await run(`await import('slug').catch((e) => e.stack)`)).result).toContain('default')
  })

  it('keeps lines and what is no declaration as they were', async () => {
    const { run } = await create('javascript', ['text'])
    expect((await run(`import {\n  lower,\n} from 'case'\n\nthrow new Error('line five')`)).stderr).toContain(
      'main.js:5',
    )
    expect((await run(`import lower 'case'`)).stderr).toContain('SyntaxError')
    expect(await run(`const text = "import x from 'y'"; text.length`)).toMatchObject({ result: '17' })
  })

  it('is refused with a layer that there is not, or is of another pack', async () => {
    for (const [pack, layer] of [
      ['python', 'text'],
      ['javascript', '../tools'],
    ] as const)
      await expect(create(pack, [layer])).rejects.toThrow('No such layer')
  })

  it('is not started with a layer that was tampered with', async () => {
    const [layer] = await buildLayers(await write(JAVASCRIPT))
    const tampered: Layer = {
      manifest: (layer as Layer).manifest,
      contents: new Map([...(layer as Layer).contents, ['slug.js', Buffer.from('export default 1')]]),
    }
    await expect(startDriver({ layers: [tampered] })).rejects.toThrow(PackIntegrityError)
  })
})
