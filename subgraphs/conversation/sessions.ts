import type { Prisma } from '../../prisma/client/client.ts'
import { newId } from '../../prisma/ids.ts'
import { notFound } from '../kit/errors.ts'
import { parseId, parseInput } from '../kit/input.ts'
import { nameUser, requireUser } from '../kit/users.ts'
import type { RequestContext } from './context.ts'
import { startSessionInput } from './inputs.ts'
import { closeSession, findSessionByClientId, findSessions, insertSession } from './store/sessions.ts'
import type { SessionRow } from './store/sessions.ts'

/** Starts a session, or returns the one that the user has under the same clientId, as it is. */
export function startSession(
  { shards, identity }: Pick<RequestContext, 'shards' | 'identity'>,
  input: unknown,
): Promise<SessionRow> {
  const { title, agentId, clientId, metadata, ...named } = parseInput(startSessionInput, input)
  const user = nameUser(identity, named)
  return shards.transact(user.id, async (db) => {
    await requireUser(db, identity, user)
    const started = await insertSession(db, {
      id: newId(user.id),
      appId: identity.appId,
      userId: user.id,
      clientId,
      title,
      agentId,
      metadata: (metadata ?? {}) as Prisma.InputJsonObject,
    })
    // Only a clientId can have been there already.
    return started ?? findSessionByClientId(db, user.id, clientId ?? '')
  })
}

/** Ends a session; one that has ended stays as it is. Throws NOT_FOUND where the caller's app has none. */
export async function endSession(
  { shards, identity: { appId }, loaders }: Pick<RequestContext, 'shards' | 'identity' | 'loaders'>,
  givenId: string,
): Promise<SessionRow> {
  const id = parseId(givenId)
  const session = await shards.transact(id, async (db) => {
    await closeSession(db, appId, id, new Date())
    const [row] = await findSessions(db, appId, [id])
    if (!row) throw notFound('session', id)
    return row
  })
  loaders.session.clear(id).prime(id, session)
  return session
}
