import { Prisma } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'

export const sandboxColumns = {
  id: true,
  userId: true,
  pack: true,
  packDigest: true,
  state: true,
  limits: true,
  metadata: true,
  host: true,
  createdAt: true,
  expiresAt: true,
  timeoutSeconds: true,
  lastRunAt: true,
  revision: true,
  pausedAt: true,
  memoryKept: true,
  memoryLost: true,
  endedAt: true,
} satisfies Prisma.SandboxSelect

export type SandboxRow = Prisma.SandboxGetPayload<{ select: typeof sandboxColumns }>

export const findSandboxes = (db: Db, appId: string, ids: string[]): Promise<SandboxRow[]> =>
  db.prisma.sandbox.findMany({ where: { appId, id: { in: ids } }, select: sandboxColumns })

export interface SandboxFilter {
  readonly state: SandboxRow['state'] | null
  /** Values that the metadata have, by their names. */
  readonly metadata: Readonly<Record<string, string | number | boolean>>
}

/** Newest first; one row more than the page where there is one. */
export const listSandboxes = (
  db: ReadDb,
  owner: { appId: string; userId: string },
  { state, metadata }: SandboxFilter,
  { limit, after }: Page<string>,
): Promise<SandboxRow[]> =>
  db.prisma.sandbox.findMany({
    where: {
      ...owner,
      ...(after !== null && { id: { lt: after } }),
      ...(state !== null && { state }),
      AND: Object.entries(metadata).map(([name, equals]) => ({ metadata: { path: [name], equals } })),
    },
    select: sandboxColumns,
    orderBy: { id: 'desc' },
    take: limit + 1,
  })

export type NewSandbox = Pick<
  SandboxRow,
  | 'id'
  | 'userId'
  | 'pack'
  | 'packDigest'
  | 'host'
  | 'createdAt'
  | 'expiresAt'
  | 'timeoutSeconds'
  | 'memoryKept'
  | 'memoryLost'
> & {
  readonly appId: string
  readonly limits: Prisma.InputJsonObject
  readonly metadata: Prisma.InputJsonObject
}

export const insertSandbox = (db: Db, sandbox: NewSandbox): Promise<SandboxRow> =>
  db.prisma.sandbox.create({ data: sandbox, select: sandboxColumns })

export type SandboxChange = Partial<
  Pick<
    SandboxRow,
    | 'state'
    | 'host'
    | 'packDigest'
    | 'expiresAt'
    | 'lastRunAt'
    | 'pausedAt'
    | 'memoryKept'
    | 'memoryLost'
    | 'endedAt'
  >
> & { readonly revision?: { readonly increment: 1 } }

/** Undefined where there is no such sandbox in that state: one that has ended stays as it is. */
export async function updateSandbox(
  db: Db,
  appId: string,
  id: string,
  state: 'RUNNING' | 'PAUSED',
  change: SandboxChange,
): Promise<SandboxRow | undefined> {
  try {
    return await db.prisma.sandbox.update({
      where: { appId, id, state },
      data: change,
      select: sandboxColumns,
    })
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025') return undefined
    throw error
  }
}

export const countPaused = (db: Db, userId: string): Promise<number> =>
  db.prisma.sandbox.count({ where: { userId, state: 'PAUSED' } })

/** Those of the sandboxes whose user is being erased. */
export const findErased = (db: ReadDb, ids: string[]): Promise<{ id: string; appId: string }[]> =>
  db.query(
    `select s.id, s.app_id as "appId"
     from ${db.schema}.sandbox s join ${db.schema}."user" u on u.id = s.user_id
     where s.id = any ($1::uuid[]) and u.erasure_id is not null`,
    [ids],
  )

export interface Abandoned {
  readonly host: string
  /** What `host` has had since before then is its predecessor's. */
  readonly startedAt: Date
  /** What has not been used or ended since then is on no host any more. */
  readonly expiredBefore: Date
}

/** Marks as lost, whoever's they are, the sandboxes of a shard that say RUNNING and can't be. */
export const loseAbandoned = (
  db: ReadDb,
  { host, startedAt, expiredBefore }: Abandoned,
): Promise<{ id: string; appId: string; userId: string }[]> =>
  db.query(
    `update ${db.schema}.sandbox set state = 'LOST', ended_at = now()
     where state = 'RUNNING' and ((host = $1 and created_at < $2) or expires_at < $3)
     returning id, app_id as "appId", user_id as "userId"`,
    [host, startedAt, expiredBefore],
  )

/** Ends, whoever's they are, the sandboxes of a shard that were paused for too long, with what was kept of them. */
export const endForgotten = (
  db: ReadDb,
  now: Date,
): Promise<{ id: string; appId: string; userId: string }[]> =>
  db.query(
    `with ended as (
       update ${db.schema}.sandbox set state = 'STOPPED', ended_at = $1, paused_at = null
       where state = 'PAUSED' and expires_at <= $1
       returning id, app_id, user_id
     ), let_go as (
       delete from ${db.schema}.sandbox_image where sandbox_id in (select id from ended)
     )
     select id, app_id as "appId", user_id as "userId" from ended`,
    [now],
  )

/** How many sandboxes of a shard are paused, by pack. */
export const countPausedByPack = (db: ReadDb): Promise<{ pack: string; count: number }[]> =>
  db.query(
    `select pack, count(*)::int as count from ${db.schema}.sandbox where state = 'PAUSED' group by pack`,
    [],
  )
