import { cacheKey } from '../kit/cache/cache.ts'
import { notFound } from '../kit/errors.ts'
import { parseId, parseInput } from '../kit/input.ts'
import { nameUser, requireUser } from '../kit/users.ts'
import { memoryCache } from './cache.ts'
import type { RequestContext } from './context.ts'
import { forgetMemoriesInput } from './inputs.ts'
import { countDeletion, deleteMemories, findForgettable } from './store/deletion.ts'
import { lockMemory } from './store/versions.ts'
import type { DeletionReceiptView } from './views.ts'

type Context = Pick<RequestContext, 'shards' | 'cache' | 'identity' | 'loaders' | 'halfLives'>

export async function deleteMemory(context: Context, givenId: string): Promise<DeletionReceiptView> {
  const id = parseId(givenId)
  const counts = await context.shards.transact(id, async (db) => {
    const memory = await lockMemory(db, context.identity.appId, id)
    if (!memory) throw notFound('memory', id)
    return deleteMemories(db, memory.userId, [id])
  })
  await drop(context, [id])
  return { dryRun: false, ...counts }
}

export async function forgetMemories(context: Context, input: unknown): Promise<DeletionReceiptView> {
  const { shards, identity, halfLives } = context
  const { filter, dryRun, ...ref } = parseInput(forgetMemoriesInput, input)
  const user = nameUser(identity, ref)
  const { ids, counts } = await shards.transact(user.id, async (db) => {
    if (user.externalId === null) await requireUser(db, identity, user)
    const ids = await findForgettable(db, { appId: identity.appId, userId: user.id }, filter, halfLives)
    const work = dryRun ? countDeletion : deleteMemories
    return { ids, counts: await work(db, user.id, ids) }
  })
  if (!dryRun) await drop(context, ids)
  return { dryRun, ...counts }
}

/** What was deleted is in no cache, and not in the rest of the request. */
async function drop({ cache, identity, loaders }: Context, ids: readonly string[]): Promise<void> {
  await cache.drop(ids.map((id) => cacheKey(memoryCache, identity.appId, id)))
  for (const id of ids) loaders.memory.clear(id)
}
