import { Prisma } from '../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../prisma/shards.ts'
import type { Page } from '../kit/pagination.ts'

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
  lastRunAt: true,
  endedAt: true,
} satisfies Prisma.SandboxSelect

export type SandboxRow = Prisma.SandboxGetPayload<{ select: typeof sandboxColumns }>

export const findSandboxes = (db: Db, appId: string, ids: string[]): Promise<SandboxRow[]> =>
  db.prisma.sandbox.findMany({ where: { appId, id: { in: ids } }, select: sandboxColumns })

/** Newest first; one row more than the page where there is one. */
export const listSandboxes = (
  db: ReadDb,
  owner: { appId: string; userId: string },
  { limit, after }: Page<string>,
): Promise<SandboxRow[]> =>
  db.prisma.sandbox.findMany({
    where: { ...owner, ...(after !== null && { id: { lt: after } }) },
    select: sandboxColumns,
    orderBy: { id: 'desc' },
    take: limit + 1,
  })

export type NewSandbox = Pick<
  SandboxRow,
  'id' | 'userId' | 'pack' | 'packDigest' | 'host' | 'createdAt' | 'expiresAt'
> & {
  readonly appId: string
  readonly limits: Prisma.InputJsonObject
  readonly metadata: Prisma.InputJsonObject
}

export const insertSandbox = (db: Db, sandbox: NewSandbox): Promise<SandboxRow> =>
  db.prisma.sandbox.create({ data: sandbox, select: sandboxColumns })

export type SandboxChange = Partial<Pick<SandboxRow, 'state' | 'expiresAt' | 'lastRunAt' | 'endedAt'>>

/** Undefined where there is no such sandbox that is running: one that has ended stays as it is. */
export async function updateRunning(
  db: Db,
  appId: string,
  id: string,
  change: SandboxChange,
): Promise<SandboxRow | undefined> {
  try {
    return await db.prisma.sandbox.update({
      where: { appId, id, state: 'RUNNING' },
      data: change,
      select: sandboxColumns,
    })
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025') return undefined
    throw error
  }
}

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
