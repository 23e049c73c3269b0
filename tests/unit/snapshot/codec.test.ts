import { brotliCompressSync } from 'node:zlib'
import { describe, expect, it } from '@jest/globals'
import { decode, encode } from '../../../subgraphs/snapshot/blocks/codec.ts'
import { mulberry32 } from '../../support/random.ts'
import { randomBytes } from './support.ts'

describe('codec', () => {
  it('compresses what compresses', async () => {
    const bytes = Buffer.from('the same line over and over\n'.repeat(1_000))
    const block = await encode(bytes)
    expect(block[0]).toBe(1)
    expect(block.length).toBeLessThan(bytes.length / 10)
    expect((await decode(block, bytes.length)).equals(bytes)).toBe(true)
  })

  it.each([0, 1, 2, 1_000, 65_536])(
    'stores %d random bytes as they are, and one byte more',
    async (length) => {
      const bytes = randomBytes(mulberry32(length), length)
      const block = await encode(bytes)
      expect(block[0]).toBe(0)
      expect(block.length).toBe(length + 1)
      expect((await decode(block, length)).equals(bytes)).toBe(true)
    },
  )

  it('does not inflate a decompression bomb', async () => {
    const bomb = Buffer.concat([Buffer.of(1), brotliCompressSync(Buffer.alloc(8 * 1024 * 1024))])
    expect(bomb.length).toBeLessThan(1_000)
    await expect(decode(bomb, 256 * 1024)).rejects.toThrow()
    const slight = Buffer.concat([Buffer.of(1), brotliCompressSync(Buffer.alloc(1_001))])
    await expect(decode(slight, 1_000)).rejects.toThrow()
    await expect(decode(slight, 1_001)).resolves.toHaveLength(1_001)
  })

  it('refuses a stored block above the limit', async () => {
    await expect(decode(Buffer.alloc(1_002), 1_000)).rejects.toThrow('more than 1000 bytes')
  })

  it('refuses malformed blocks', async () => {
    const whole = await encode(Buffer.from('abc'.repeat(1_000)))
    await expect(decode(Buffer.alloc(0), 100)).rejects.toThrow('Unknown block codec')
    await expect(decode(Buffer.of(7, 1, 2), 100)).rejects.toThrow('Unknown block codec')
    await expect(decode(Buffer.of(1), 100)).rejects.toThrow()
    await expect(decode(Buffer.of(1, 255, 255, 255), 100)).rejects.toThrow()
    await expect(decode(whole.subarray(0, -3), 10_000)).rejects.toThrow()
  })
})
