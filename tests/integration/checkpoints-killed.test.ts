import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { newOwnerId } from '../../prisma/ids.ts'
import { singleDatabase } from '../../prisma/shard-map.ts'
import { startWorker } from '../../subgraphs/kit/jobs/worker.ts'
import { createLog } from '../../subgraphs/kit/log.ts'
import { createMetrics } from '../../subgraphs/kit/metrics.ts'
import { updateMemory } from '../../subgraphs/memory/changes.ts'
import { copyHandler } from '../../subgraphs/memory/checkpoints/copy.ts'
import { createCheckpoint } from '../../subgraphs/memory/checkpoints/create.ts'
import { forkCheckpoint } from '../../subgraphs/memory/checkpoints/fork.ts'
import { rollbackTo } from '../../subgraphs/memory/checkpoints/rollback.ts'
import { addMemories } from '../../subgraphs/memory/commands.ts'
import { startTestMemory } from '../support/memory.ts'
import type { TestMemory } from '../support/memory.ts'
import { startProcess } from '../support/process.ts'

const MEMORIES = 450

let memory: TestMemory
beforeAll(async () => {
  memory = await startTestMemory()
}, 120_000)
afterAll(() => memory.close())

/** A user with many memories, and a checkpoint of them. */
async function settle() {
  const userId = await memory.newUser()
  const contents = Array.from({ length: MEMORIES }, (_, place) => `memory ${place}`)
  for (let start = 0; start < MEMORIES; start += 100)
    await addMemories(memory.request(), {
      userId,
      items: contents.slice(start, start + 100).map((content) => ({ content })),
    })
  return { userId, contents, checkpoint: await createCheckpoint(memory.request(), { userId }) }
}

const liveOf = async (userId: string): Promise<string[]> => {
  const rows = await memory.shards.read(userId, (db) =>
    db.prisma.memory.findMany({
      where: { userId, supersededAt: null },
      orderBy: { id: 'asc' },
      select: { content: true },
    }),
  )
  return rows.map(({ content }) => content)
}

const start = (env: Record<string, string>) =>
  startProcess({ DATABASE_URL: memory.shards.url, ...env }, [
    '--import',
    'tsx',
    'tests/support/checkpoint-process.ts',
  ])

async function kill(victim: ReturnType<typeof start>): Promise<void> {
  await victim.until(/hanging/)
  victim.child.kill('SIGKILL')
  await victim.ended()
}

it('a rollback that is killed before its end has done nothing, and is done by a retry', async () => {
  const { userId, contents, checkpoint } = await settle()
  const [first] = await memory.shards.read(userId, (db) =>
    db.prisma.memory.findMany({ where: { userId }, orderBy: { id: 'asc' }, take: 1 }),
  )
  await updateMemory(memory.request(), { id: first?.id ?? '', content: 'changed' })
  await addMemories(memory.request(), { userId, items: [{ content: 'later' }] })
  const before = await liveOf(userId)

  await kill(start({ ROLLBACK_TO: checkpoint.id, APP: checkpoint.appId, HANG_AT: '1' }))
  expect(await liveOf(userId)).toEqual(before)

  const again = { checkpointId: checkpoint.id, idempotencyKey: 'once' }
  const receipt = await rollbackTo(memory.request(), again)
  expect(receipt.counts).toMatchObject({ restored: 1, closed: 1, unchanged: MEMORIES - 1, gone: 0 })
  expect(await liveOf(userId)).toEqual(contents)
  expect(await rollbackTo(memory.request(), again)).toEqual(receipt)
}, 120_000)

it('copies for a fork are made once each, though who makes them is killed again and again', async () => {
  const { contents, checkpoint } = await settle()
  const other = newOwnerId()
  await memory.shards.transact(other, (db) =>
    db.prisma.user.create({ data: { id: other, appId: checkpoint.appId } }),
  )
  const fork = await forkCheckpoint(memory.request(), {
    checkpointId: checkpoint.id,
    agentId: 'copied',
    userId: other,
  })
  const progress = () =>
    memory.shards.read(other, (db) => db.prisma.fork.findUniqueOrThrow({ where: { id: fork.id } }))

  await kill(start({ HANG_AT: '1' }))
  expect(await progress()).toMatchObject({ state: 'COPYING', copiedMemories: 0 })
  expect(await liveOf(other)).toEqual([])
  // Who comes next takes over when the dead one's lease has ended.
  await kill(start({ HANG_AT: '3' }))
  expect(await progress()).toMatchObject({ state: 'COPYING', copiedMemories: 200 })
  expect(await liveOf(other)).toEqual(contents.slice(0, 200))

  const { shards } = memory
  const worker = await startWorker(
    { shards, log: createLog('test', 'silent'), metrics: createMetrics('test') },
    [{ handlers: [copyHandler(memory.request())] }],
    { map: singleDatabase(shards.url), leaseMs: 1_500 },
  )
  while ((await progress()).state === 'COPYING') await sleep(50)
  await worker.close()
  expect(await progress()).toMatchObject({
    state: 'READY',
    copiedMemories: MEMORIES,
    totalMemories: MEMORIES,
  })
  expect(await liveOf(other)).toEqual(contents)
}, 120_000)
