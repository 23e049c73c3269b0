import { Prisma } from '../../../prisma/client/client.ts'
import { sqlColumns } from '../../../prisma/columns.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'
import type { Page } from '../../kit/pagination.ts'

export const sessionColumns = {
  id: true,
  userId: true,
  clientId: true,
  title: true,
  agentId: true,
  metadata: true,
  startedAt: true,
  endedAt: true,
} satisfies Prisma.SessionSelect

export type SessionRow = Prisma.SessionGetPayload<{ select: typeof sessionColumns }>

export const findSessions = (db: Db, appId: string, ids: string[]): Promise<SessionRow[]> =>
  db.prisma.session.findMany({ where: { appId, id: { in: ids } }, select: sessionColumns })

/** Sessions of each user, newest first; one row more than the page where there is one. */
export function listSessions(
  db: ReadDb,
  appId: string,
  userIds: string[],
  { limit, after, before, backward }: Page<string>,
): Promise<SessionRow[]> {
  const order = backward ? 'asc' : 'desc'
  return db.query(
    `select ${sqlColumns(sessionColumns, 's')}
     from unnest($1::uuid[]) as owner (id)
     cross join lateral (
       select * from ${db.schema}.session
       where user_id = owner.id and app_id = $2
         and ($3::uuid is null or id < $3) and ($4::uuid is null or id > $4)
       order by id ${order}
       limit $5
     ) s
     order by s.id ${order}`,
    [userIds, appId, after, before, limit + 1],
  )
}

export type NewSession = Pick<SessionRow, 'id' | 'userId' | 'clientId' | 'title' | 'agentId'> & {
  readonly appId: string
  readonly metadata: Prisma.InputJsonObject
}

/** Undefined where the user has one with this clientId already; one still being written is waited for. */
export async function insertSession(db: Db, session: NewSession): Promise<SessionRow | undefined> {
  const [row] = await db.prisma.session.createManyAndReturn({
    data: [session],
    skipDuplicates: true,
    select: sessionColumns,
  })
  return row
}

export const findSessionByClientId = (db: Db, userId: string, clientId: string): Promise<SessionRow> =>
  db.prisma.session.findUniqueOrThrow({
    where: { userId_clientId: { userId, clientId } },
    select: sessionColumns,
  })

/** Ends a session that has not ended. Whether there is one, ended now or before, is for the caller to read. */
export async function closeSession(db: Db, appId: string, id: string, endedAt: Date): Promise<void> {
  await db.prisma.session.updateMany({ where: { appId, id, endedAt: null }, data: { endedAt } })
}

/** When a user's session ended; undefined where there is none. Until the transaction ends it does not end. */
export async function holdSession(
  db: Db,
  userId: string,
  id: string,
): Promise<{ readonly endedAt: Date | null } | undefined> {
  const [row] = await db.prisma.$queryRaw<{ endedAt: Date | null }[]>`
    select ended_at as "endedAt" from ${Prisma.raw(db.schema)}.session
    where id = ${id}::uuid and user_id = ${userId}::uuid
    for share`
  return row
}
