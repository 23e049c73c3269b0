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

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=0-99', '0123456789', 'bytes 0-9/10'],
  ])('are served by range: %s', async (range, body, contentRange) => {
    const answer = await get(`${digest}/deep/file.bin`, { range })
    expect([answer.statusCode, answer.body]).toEqual([206, body])
    expect(answer.headers).toMatchObject({
      'content-range': contentRange,
      'content-length': String(body.length),
      'cache-control': 'public, max-age=86400, immutable',
    })
  })

  it.each(['bytes=20-', 'bytes=10-11', 'bytes=-0'])('have no range %s', async (range) => {
    const answer = await get(`${digest}/deep/file.bin`, { range })
    expect([answer.statusCode, answer.headers['content-range']]).toEqual([416, 'bytes */10'])
  })

  it.each(['bytes=4-2', 'lines=1-2', 'bytes=0-1,4-5'])(
    'are served whole for what is no one range: %s',
    async (range) => {
      const answer = await get(`${digest}/deep/file.bin`, { range })
      expect([answer.statusCode, answer.body]).toEqual([200, '0123456789'])
    },
  )

  it('tell what they are, without content, to HEAD', async () => {
    const head = (headers: Record<string, string> = {}) =>
      app.inject({ method: 'HEAD', url: `/static/packs/${digest}/deep/file.bin`, headers })
    const answer = await head()
    expect([answer.statusCode, answer.body, answer.headers['content-length']]).toEqual([200, '', '10'])
    expect((await head({ 'if-none-match': String(answer.headers.etag) })).statusCode).toBe(304)
    expect((await head({ 'if-none-match': '"another"' })).statusCode).toBe(200)
    expect(
      (await app.inject({ method: 'POST', url: `/static/packs/${digest}/deep/file.bin` })).statusCode,
    ).toBe(404)
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
