import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { fastify } from 'fastify'
import { servePacks } from '../../../gateway/packs.ts'

const digest = 'a'.repeat(64)
const app = fastify()
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packs-'))
  await mkdir(join(folder, digest, 'deep'), { recursive: true })
  await writeFile(join(folder, digest, 'deep', 'file.bin'), '0123456789')
  await writeFile(join(folder, 'python.json'), '{}')
  await writeFile(join(folder, '..', `beside-${process.pid}`), 'secret')
  servePacks(app, folder)
})
afterAll(async () => {
  await app.close()
  await rm(folder, { recursive: true })
  await rm(join(tmpdir(), `beside-${process.pid}`))
})

const get = (path: string, headers: Record<string, string> = {}) =>
  app.inject({ url: `/static/packs/${path}`, headers })

describe('pack files', () => {
  it('are served whole, to be cached for a day', async () => {
    const answer = await get(`${digest}/deep/file.bin`)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe('0123456789')
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=86400, immutable',
      'accept-ranges': 'bytes',
    })
    const again = await get(`${digest}/deep/file.bin`, { 'if-none-match': String(answer.headers.etag) })
    expect(again.statusCode).toBe(304)
  })

  it('are served by range', async () => {
    const answer = await get(`${digest}/deep/file.bin`, { range: 'bytes=2-4' })
    expect([answer.statusCode, answer.body]).toEqual([206, '234'])
    expect(answer.headers['content-range']).toBe('bytes 2-4/10')
    expect((await get(`${digest}/deep/file.bin`, { range: 'bytes=20-' })).statusCode).toBe(416)
  })

  it.each([
    'python.json',
    `${digest}/`,
    `${digest}/deep`,
    `${digest}/none`,
    `${digest}/../python.json`,
    `${digest}/..%2f..%2fbeside-${process.pid}`,
    `..%2fbeside-${process.pid}`,
    `%2e%2e/beside-${process.pid}`,
  ])('are the only thing served: not %s', async (path) => {
    const answer = await get(path)
    expect([400, 403, 404]).toContain(answer.statusCode)
    expect(answer.body).not.toContain('secret')
  })
})
