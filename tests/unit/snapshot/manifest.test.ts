import { describe, expect, it } from '@jest/globals'
import { parseManifest, pathsIn, serializeManifest } from '../../../subgraphs/snapshot/blocks/manifest.ts'
import type { Manifest } from '../../../subgraphs/snapshot/blocks/manifest.ts'

const A = 'a'.repeat(64)
const B = 'b'.repeat(64)

const manifest: Manifest = {
  version: 1,
  logicalBytes: 30_000,
  files: [
    { path: 'dir/one', size: 10_000, sha256: A },
    { path: 'empty', size: 0, sha256: B },
    { path: 'run.sh', size: 20_000, sha256: B, mode: 0o755 },
  ],
  chunks: [
    { sha256: A, size: 18_000 },
    { sha256: B, size: 12_000 },
  ],
}

const parse = (value: unknown): Manifest => parseManifest(Buffer.from(JSON.stringify(value)))

describe('manifest', () => {
  it('has one serialisation, whatever the order of its keys', () => {
    const { version, logicalBytes, files, chunks } = manifest
    const shuffled = {
      chunks: chunks.map(({ sha256, size }) => ({ size, sha256 })),
      files: files.map((file) => Object.fromEntries(Object.entries(file).reverse()) as typeof file),
      logicalBytes,
      version,
    }
    expect(serializeManifest(shuffled).toString()).toBe(serializeManifest(manifest).toString())
    expect(serializeManifest(manifest).toString()).toBe(
      `{"version":1,"logicalBytes":30000,"files":[{"path":"dir/one","size":10000,"sha256":"${A}"},` +
        `{"path":"empty","size":0,"sha256":"${B}"},` +
        `{"path":"run.sh","size":20000,"sha256":"${B}","mode":493}],` +
        `"chunks":[{"sha256":"${A}","size":18000},{"sha256":"${B}","size":12000}]}`,
    )
  })

  it('reads back what was serialised', () => {
    expect(parseManifest(serializeManifest(manifest))).toEqual(manifest)
  })

  it.each<[string, object]>([
    ['another version', { version: 2 }],
    ['an unknown key', { owner: 'x' }],
    ['a wrong total', { logicalBytes: 29_999 }],
    ['chunks that do not add up', { chunks: manifest.chunks.slice(1) }],
    [
      'a chunk above the limit',
      {
        logicalBytes: 300_000,
        files: [{ path: 'a', size: 300_000, sha256: A }],
        chunks: [{ sha256: A, size: 300_000 }],
      },
    ],
    ['an empty chunk', { chunks: [...manifest.chunks, { sha256: A, size: 0 }] }],
    ['a negative size', { files: [...manifest.files, { path: 'z', size: -1, sha256: A }] }],
    ['a hash that is none', { chunks: [{ sha256: '../../secret', size: 30_000 }] }],
    ['unsorted files', { files: manifest.files.toReversed() }],
    ['a path that leaves the tree', { files: [{ path: '../x', size: 30_000, sha256: A }] }],
    ['a path given twice', { files: [...manifest.files, { path: 'run.sh', size: 0, sha256: B }] }],
    ['a set-uid mode', { files: [{ path: 'x', size: 30_000, sha256: A, mode: 0o4755 }] }],
  ])('refuses %s', (_, change) => {
    expect(() => parse({ ...manifest, ...change })).toThrow()
  })

  it('refuses what is not JSON', () => {
    expect(() => parseManifest(Buffer.from('{"version":1'))).toThrow()
  })

  it('names the files that have bytes in a block, each once, and no empty one', () => {
    expect(pathsIn(manifest, A)).toEqual(['dir/one', 'run.sh'])
    expect(pathsIn(manifest, B)).toEqual(['run.sh'])
    expect(pathsIn(manifest, 'c'.repeat(64))).toEqual([])
    const repeated = { ...manifest, chunks: [A, A, A].map((sha256) => ({ sha256, size: 10_000 })) }
    expect(pathsIn(repeated, A)).toEqual(['dir/one', 'run.sh'])
  })
})
