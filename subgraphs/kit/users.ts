import type { Db, ReadDb } from '../../prisma/shards.ts'
import { userIdOf } from '../../prisma/ids.ts'
import type { Prisma } from '../../prisma/client/client.ts'
import { erasing, invalid, notFound } from './errors.ts'
import type { Identity } from './identity.ts'

/** Users concern every subgraph: each writes below a user and names it by id or externalId. */
export type UserRow = Prisma.UserGetPayload<{ select: typeof userColumns }>

export const userColumns = {
  id: true,
  externalId: true,
  metadata: true,
  createdAt: true,
  updatedAt: true,
  /** Set from when the user is being erased. */
  erasureId: true,
} satisfies Prisma.UserSelect

export const findUsers = (db: ReadDb, appId: string, ids: string[]): Promise<UserRow[]> =>
  db.prisma.user.findMany({ where: { appId, id: { in: ids } }, select: userColumns })

/** A user as an input names it. With an externalId the id follows from it, whether or not the user exists yet. */
export interface NamedUser {
  readonly id: string
  readonly externalId: string | null
}

/** Reads `userId` or `externalId`: exactly one. An end user can leave out both, and anybody else is NOT_FOUND. */
export function nameUser(
  { appId, user: caller }: Identity,
  ref: { readonly userId: string | null; readonly externalId: string | null },
): NamedUser {
  if (!caller) return readUser(appId, ref)
  if (ref.userId === null && ref.externalId === null) return caller
  const { id } = readUser(appId, ref)
  // As themselves, so that a first write by id makes them too.
  if (id === caller.id) return caller
  throw ref.userId === null
    ? notFound('user', JSON.stringify(ref.externalId), 'externalId')
    : notFound('user', id, 'userId')
}

function readUser(
  appId: string,
  { userId, externalId }: { readonly userId: string | null; readonly externalId: string | null },
): NamedUser {
  if ((userId === null) === (externalId === null))
    throw invalid('name the user by userId or externalId, exactly one', 'userId')
  return externalId === null
    ? { id: userId ?? '', externalId }
    : { id: userIdOf(appId, externalId), externalId }
}

/**
 * Makes sure, inside the write's own transaction, that its user exists in the caller's tenant: an externalId that is new
 * becomes a user, an unknown userId is NOT_FOUND, one that is being erased CONFLICT. Returns the user's id.
 */
export async function requireUser(
  db: Db,
  { appId }: Identity,
  { id, externalId }: NamedUser,
): Promise<string> {
  if (externalId !== null) {
    await db.prisma.user.createMany({ data: [{ id, appId, externalId }], skipDuplicates: true })
    return id
  }
  const user = await db.prisma.user.findFirst({ where: { appId, id }, select: { erasureId: true } })
  if (!user) throw notFound('user', id, 'userId')
  if (user.erasureId !== null) throw erasing()
  return id
}
