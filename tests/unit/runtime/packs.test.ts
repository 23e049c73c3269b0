import { appendFile, chmod, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { javascriptPack } from '../../../subgraphs/runtime/packs/javascript.ts'
import { loadPacks } from '../../../subgraphs/runtime/packs/load.ts'
import { seal, manifestDigest, PackIntegrityError, verify } from '../../../subgraphs/runtime/packs/pack.ts'
import type { Pack } from '../../../subgraphs/runtime/packs/pack.ts'
import { buildPythonPack, pythonPack } from '../../../subgraphs/runtime/packs/python.ts'

const description = { name: 'test', version: '1', language: 'none', description: 'A pack of two files.' }
const files: [string, Uint8Array][] = [
  ['b/two.txt', Buffer.from('two')],
  ['a.txt', Buffer.from('one')],
]

describe('pack', () => {
  it('has one digest whatever order its files come in', () => {
    const pack = seal(description, new Map(files))
    expect(seal(description, new Map(files.toReversed())).manifest).toEqual(pack.manifest)
    expect(pack.manifest.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(manifestDigest({ ...pack.manifest, files: pack.manifest.files.toReversed() })).toBe(
      pack.manifest.digest,
    )
  })

  it('changes its digest with any byte, name or version', () => {
    const digests = [
      seal(description, new Map(files)),
      seal(description, new Map([...files, ['c', Buffer.alloc(0)]])),
      seal(description, new Map([['a.txt', Buffer.from('onE')]])),
      seal({ ...description, version: '2' }, new Map(files)),
    ].map(({ manifest }) => manifest.digest)
    expect(new Set(digests).size).toBe(4)
  })

  it('detects tampering with content, manifest and file set', () => {
    const pack = seal(description, new Map(files))
    expect(() => verify(pack)).not.toThrow()
    const { manifest, contents } = pack
    const tampered: Pack[] = [
      { manifest, contents: new Map([...contents, ['a.txt', Buffer.from('oNe')]]) },
      { manifest, contents: new Map([...contents, ['extra', Buffer.from('x')]]) },
      { manifest, contents: new Map(files.slice(1)) },
      { manifest: { ...manifest, name: 'python' }, contents },
      { manifest: { ...manifest, files: manifest.files.slice(1) }, contents: new Map(files.slice(0, 1)) },
    ]
    for (const each of tampered) expect(() => verify(each)).toThrow(PackIntegrityError)
  })
})

describe('javascript pack', () => {
  it('is reproducible and verified', async () => {
    const [first, second] = [await javascriptPack(), await javascriptPack()]
    expect(first.manifest).toEqual(second.manifest)
    expect(() => verify(first)).not.toThrow()
    expect(first.manifest).toMatchObject({ name: 'javascript', language: 'javascript' })
  })

  it('refuses an engine that is not the pinned one', async () => {
    const installed = dirname(createRequire(import.meta.url).resolve('quickjs-wasi/package.json'))
    const copy = await mkdtemp(join(tmpdir(), 'engine-'))
    try {
      await cp(installed, copy, { recursive: true })
      await expect(javascriptPack(copy)).resolves.toBeDefined()
      const wasm = await readFile(join(copy, 'quickjs.wasm'))
      wasm[wasm.length - 1] = (wasm.at(-1) ?? 0) ^ 1
      await writeFile(join(copy, 'quickjs.wasm'), wasm)
      await expect(javascriptPack(copy)).rejects.toThrow(PackIntegrityError)
    } finally {
      await rm(copy, { recursive: true })
    }
  })
})

describe('python pack', () => {
  it('is the same bytes whenever it is built, and taken from where it was kept', async () => {
    const kept = await mkdtemp(join(tmpdir(), 'packs-'))
    try {
      const first = await pythonPack(kept)
      expect((await buildPythonPack()).manifest).toEqual(first.manifest)
      expect(() => verify(first)).not.toThrow()
      expect(await readdir(kept)).toEqual([first.manifest.digest, 'python.json'].sort())

      const image = join(kept, first.manifest.digest, 'image.bin')
      const bytes = await readFile(image)
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
      await chmod(image, 0o600)
      await writeFile(image, bytes)
      expect((await pythonPack(kept)).manifest).toEqual(first.manifest)
      expect(
        Buffer.from(await readFile(image)).equals(Buffer.from(first.contents.get('image.bin') ?? [])),
      ).toBe(true)
    } finally {
      await rm(kept, { recursive: true })
    }
  }, 180_000)

  it('refuses an engine that is not the pinned one', async () => {
    const installed = dirname(createRequire(import.meta.url).resolve('pyodide/package.json'))
    const copy = await mkdtemp(join(tmpdir(), 'engine-'))
    try {
      await cp(installed, copy, { recursive: true })
      await appendFile(join(copy, 'pyodide.js'), ' ')
      await expect(pythonPack(copy, copy)).rejects.toThrow(PackIntegrityError)
    } finally {
      await rm(copy, { recursive: true })
    }
  })
})

it('every pack has a name of its own', async () => {
  const names = (await loadPacks()).map(({ manifest }) => manifest.name)
  expect(names).toEqual(['javascript', 'python'])
}, 180_000)
