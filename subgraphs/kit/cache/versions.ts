import DataLoader from 'dataloader'
import { isId } from '../../../prisma/ids.ts'
import type { UserVersion } from '../../../prisma/replicas.ts'
import type { ReadDb, Shards } from '../../../prisma/shards.ts'

export type { UserVersion }

/** The tables whose every change renews the version of the user it concerns. */
export const VERSIONED = [
  'user',
  'memory',
  'memory_version',
  'memory_statement',
  'session',
  'conversation',
  'conversation_ancestor',
  'message',
  'snapshot',
  'checkpoint',
  'fork',
  'fork_mask',
  'rollback',
] as const

export type VersionedTable = (typeof VERSIONED)[number]

/** The header in which the gateway tells a subgraph which version of a user it has found, as `<user id> <version>`. */
export const VERSION_HEADER = 'x-agent-state-user-version'

export interface Versions {
  /** Of a user, by their id. Null where there is none. */
  ofUser(id: string): Promise<UserVersion | null>
  /** Of whoever owns what has this id. Null where nothing has it. */
  ofOwner(id: string): Promise<UserVersion | null>
}

/** What root fields give by its id. */
const OWNED = ['memory', 'session', 'conversation', 'snapshot'] as const satisfies readonly VersionedTable[]

/** Reads versions. Those asked for at the same time on a shard are one statement. */
export function createVersions(shards: Pick<Shards, 'readMany'>): Versions {
  const loader = (find: (db: ReadDb, ids: string[]) => Promise<FoundVersion[]>) =>
    new DataLoader<string, UserVersion | null>(
      async (ids) => {
        const found = await shards.readMany(ids.filter(isId), find)
        const byId = new Map(found.map(({ id, userId, version }) => [id, { userId, version }]))
        return ids.map((id) => byId.get(id.toLowerCase()) ?? null)
      },
      // Kept by none: a version is as of when it is asked for.
      { cache: false },
    )
  const users = loader(findUsers)
  const owners = loader(findOwners)
  return { ofUser: (id) => users.load(id), ofOwner: (id) => owners.load(id) }
}

interface FoundVersion extends UserVersion {
  readonly id: string
}

const findUsers = ({ schema, query }: ReadDb, ids: string[]): Promise<FoundVersion[]> =>
  query(`select id, id as "userId", version from ${schema}.user_version where id = any ($1::uuid[])`, [ids])

function findOwners({ schema, query }: ReadDb, ids: string[]): Promise<FoundVersion[]> {
  const rows = OWNED.map(
    (table) => `select id, user_id from ${schema}."${table}" where id = any ($1::uuid[])`,
  )
  return query(
    `select owned.id, v.id as "userId", v.version from (${rows.join(' union all ')}) owned
     join ${schema}.user_version v on v.id = owned.user_id`,
    [ids],
  )
}

export const writeVersion = ({ userId, version }: UserVersion): string => `${userId} ${version}`

/** Null where there is none, or none that the gateway would write. */
export function readVersion(header: unknown): UserVersion | null {
  if (typeof header !== 'string') return null
  const [userId = '', version = '', ...rest] = header.split(' ')
  return isId(userId) && isId(version) && rest.length === 0 ? { userId, version } : null
}
