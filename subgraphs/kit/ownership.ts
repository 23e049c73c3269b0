import type { ReadDb, Reads, Shards } from '../../prisma/shards.ts'
import type { UserVersion } from '../../prisma/replicas.ts'
import { failure } from './errors.ts'
import { isAnonymous, unauthenticated } from './identity.ts'
import type { Identity } from './identity.ts'

/**
 * The shards as one caller may use them. Made by `shardsOf` alone, and the only ones that loaders and a request's context
 * take: whatever is read or written for an end user is checked on the way.
 */
export interface CallerShards extends Shards {
  readonly caller: Identity
  /** Reads of the user whom the request is about, from tables that are `VERSIONED`: a replica may answer them. */
  readonly versioned: Reads
}

/** Tables whose rows are asked for by their own ids, and name their owner. The ids of others' rows are not found. */
export const OWNED = [
  'memory',
  'session',
  'conversation',
  'message',
  'extraction',
  'snapshot',
  'sandbox',
  'erasure',
  'checkpoint',
  'fork',
  'rollback',
] as const

/**
 * For an API key, all of its app's, which the statements themselves are confined to. For an end user, only what is reached
 * by the id of the user, of the app, or of a row of the user's: another id is NOT_FOUND or, of many, left out, whether or not
 * there is something under it. For anybody, nothing at all: UNAUTHENTICATED.
 */
export function shardsOf(shards: Shards, caller: Identity, version: UserVersion | null = null): CallerShards {
  const { appId, user } = caller
  const versioned = version ? shards.asOf(version) : shards
  if (isAnonymous(caller)) return { ...nothing, caller, versioned: nothing }
  if (!user) return { ...shards, caller, versioned }

  // Rows keep their owner, so that what was found to be the user's is so for the rest of the request, even once deleted.
  const { id: userId } = user
  const own = new Set([userId, appId])
  async function ownOf(ids: readonly string[]): Promise<string[]> {
    const unknown = ids.filter((id) => !own.has(id.toLowerCase()))
    const found = await shards.readMany(unknown, (db, group) => findOwned(db, userId, group))
    for (const { id } of found) own.add(id)
    return ids.filter((id) => own.has(id.toLowerCase()))
  }
  async function requireOwn(id: string): Promise<void> {
    if ((await ownOf([id])).length === 0) throw failure('NOT_FOUND', `there is no such thing: ${id}`)
  }

  const checked = (reads: Reads): Reads => ({
    async read(id, use) {
      await requireOwn(id)
      return reads.read(id, use)
    },
    readMany: async (ids, use) => reads.readMany(await ownOf(ids), use),
  })
  return {
    caller,
    ...checked(shards),
    versioned: checked(versioned),
    asOf: (of) => checked(shards.asOf(of)),
    async transact(id, use) {
      await requireOwn(id)
      return shards.transact(id, use)
    },
    fanOut: () => Promise.reject(new Error('an end user’s things are on one shard')),
    close: () => shards.close(),
  }
}

const refuse = () => Promise.reject(unauthenticated())

const nothing: Shards = {
  read: refuse,
  readMany: refuse,
  asOf: () => nothing,
  transact: refuse,
  fanOut: refuse,
  close: () => Promise.resolve(),
}

/** Whether a row is the caller's to see. One without an owner is the user or the app itself, or nobody's. */
export const isOwn = (
  { appId, user }: Identity,
  { id, userId = id }: { readonly id: string; readonly userId?: string },
): boolean => user === null || userId === user.id || id === appId

function findOwned({ schema, query }: ReadDb, userId: string, ids: string[]): Promise<{ id: string }[]> {
  const rows = OWNED.map(
    (table) => `select id, user_id from ${schema}."${table}" where id = any ($1::uuid[])`,
  )
  return query(`select id from (${rows.join(' union all ')}) owned where user_id = $2::uuid`, [ids, userId])
}
