import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { reversed } from '../../../operations/export/reverse.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-reverse-'))
})

afterAll(() => rm(folder, { recursive: true }))

// eslint-disable-next-line @typescript-eslint/require-await -- what comes over the network comes so
async function* each(pieces: readonly string[]) {
  yield* pieces
}

async function textOf(pieces: readonly string[]): Promise<string> {
  const chunks = []
  for await (const chunk of reversed(each(pieces), folder)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('reversed', () => {
  it('gives what comes, last first, whole', async () => {
    const pieces = ['first', '', '🫖 second\n', 'x'.repeat(200_000), 'last']
    expect(await textOf(pieces)).toBe([...pieces].reverse().join(''))
    expect(await textOf([])).toBe('')
    expect(await textOf(['', ''])).toBe('')
  })

  it('gives a thousand pieces without piling up listeners', async () => {
    const warnings: Error[] = []
    const warned = (warning: Error) => warnings.push(warning)
    process.on('warning', warned)
    const pieces = Array.from({ length: 1_000 }, (_, index) => `${index}\n`)
    expect(await textOf(pieces)).toBe([...pieces].reverse().join(''))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', warned)
    expect(warnings).toEqual([])
  })

  it('has no file in the folder while it waits, nor after', async () => {
    const waiting = reversed(each(['a', 'b']), folder)
    await waiting.next()
    expect(await readdir(folder)).toEqual([])
    await waiting.return()
    expect(await readdir(folder)).toEqual([])
  })

  it('lets through what went wrong', async () => {
    // eslint-disable-next-line @typescript-eslint/require-await -- it fails before there is a piece
    async function* broken(): AsyncGenerator<string> {
      throw new Error('no answer')
    }
    await expect(reversed(broken(), folder).next()).rejects.toThrow('no answer')
    expect(await readdir(folder)).toEqual([])
  })
})
