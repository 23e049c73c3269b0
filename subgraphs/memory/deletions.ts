import { inEvents } from '../kit/events/events.ts'
import { notFound } from '../kit/errors.ts'
import { parseId, parseInput } from '../kit/input.ts'
import { nameUser, requireUser } from '../kit/users.ts'
import type { RequestContext } from './context.ts'
import { forgetMemoriesInput } from './inputs.ts'
import { countDeletion, deleteMemories, findForgettable } from './store/deletion.ts'
import { lockMemory } from './store/versions.ts'
import type { DeletionReceiptView } from './views.ts'

type Context = Pick<RequestContext, 'shards' | 'events' | 'identity' | 'loaders' | 'halfLives'>

export async function deleteMemory(context: Context, givenId: string): Promise<DeletionReceiptView> {
  const id = parseId(givenId)
  const { userId, counts } = await context.shards.transact(id, async (db) => {
    const memory = await lockMemory(db, context.identity.appId, id)
    if (!memory) throw notFound('memory', id)
    return { userId: memory.userId, counts: await deleteMemories(db, memory.userId, [id]) }
  })
  settle(context, userId, [id])
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
  if (!dryRun) settle(context, user.id, ids)
  return { dryRun, ...counts }
}

/** What was deleted is not in the rest of the request; followers learn of it. */
function settle({ events, identity, loaders }: Context, userId: string, ids: readonly string[]): void {
  for (const id of ids) loaders.memory.clear(id)
  for (const memoryIds of inEvents(ids))
    events.publish(identity.appId, userId, { type: 'memory.deleted', memoryIds })
}
