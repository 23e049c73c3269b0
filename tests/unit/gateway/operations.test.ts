import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { hashOf } from '../../../gateway/persisted/manifest.ts'
import { openOperations } from '../../../gateway/persisted/operations.ts'

const RELOAD_MS = 10
const operation = (body: string, validUntil?: Date) => ({
  id: hashOf(body),
  name: /query (\w+)/.exec(body)?.[1] ?? '',
  version: 1,
  type: 'query',
  body,
  ...(validUntil && { validUntil: validUntil.toISOString() }),
})
const [a, b] = [operation('query A { __typename }'), operation('query B { __typename }')]
const inMs = (ms: number) => new Date(Date.now() + ms)

describe('operations', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'manifest-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  async function opened(name: string) {
    const path = join(folder, name)
    const logged: unknown[] = []
    const write = (...operations: object[]) =>
      writeFile(path, JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }))
    await write(a)
    const log = { info: () => undefined, error: (entry: unknown) => void logged.push(entry) }
    return { path, write, logged, operations: await openOperations(path, log, RELOAD_MS) }
  }

  it('are found by hash and by name and version', async () => {
    const { operations } = await opened('found')
    expect(operations.find(a.id)).toEqual(a)
    expect(operations.find('A@1')).toEqual(a)
    expect(operations.find('A@2')).toBeUndefined()
    operations.close()
  })

  it('of a new manifest take over, and those of the old end when it says', async () => {
    const { operations, write } = await opened('new')
    await write(b, { ...operation(a.body, inMs(60_000)) })
    while (!operations.find(b.id)) await sleep(RELOAD_MS)
    expect(operations.find(a.id)).toBeDefined()
    await write(b, { ...operation(a.body, inMs(200)) })
    while (operations.find(a.id)) await sleep(RELOAD_MS)
    expect(operations.find('A@1')).toBeUndefined()
    expect(operations.find(b.id)).toBeDefined()
    operations.close()
  })

  it('stay while the file is not right or away, which is logged once', async () => {
    const { operations, path, write, logged } = await opened('wrong')
    await writeFile(path, '{"format":')
    while (logged.length === 0) await sleep(RELOAD_MS)
    await sleep(5 * RELOAD_MS)
    expect(logged).toHaveLength(1)
    expect(operations.find(a.id)).toBeDefined()
    await rm(path)
    while (logged.length === 1) await sleep(RELOAD_MS)
    await write(b)
    while (operations.find(a.id)) await sleep(RELOAD_MS)
    expect(operations.find(b.id)).toBeDefined()
    operations.close()
  })

  it('are needed for a start', async () => {
    await expect(
      openOperations(join(folder, 'none'), { info: () => undefined, error: () => undefined }),
    ).rejects.toThrow('ENOENT')
  })
})
