import { LRUCache } from 'lru-cache'
import type { Shards } from '../../prisma/shards.ts'
import { failure } from '../../subgraphs/kit/errors.ts'
import type { Identity } from '../../subgraphs/kit/identity.ts'
import { parseApiKey } from '../api-keys.ts'
import type { KeyUses } from './key-uses.ts'

/** How long a key that was found to be good is believed: it ends everywhere within this time after it was revoked. */
const BELIEVE_MS = 1_000
/** Keys that are known as they were sent, at most. */
const MAX_RECENT = 10_000
/** How long a key that was not found is refused without asking again. */
const REFUSE_MS = 5_000

type Parsed = NonNullable<ReturnType<typeof parseApiKey>>

/**
 * Says whose an API key is. One that is no good is UNAUTHENTICATED. While the database is away, keys that it knew last are
 * believed, and nobody new gets in.
 */
export function createKeyCheck(
  shards: Pick<Shards, 'read'>,
  uses: Pick<KeyUses, 'note'>,
): (key: string) => Identity | Promise<Identity> {
  // Most requests' keys take no hash: kept as they were sent for as long as they are believed, and no longer.
  const recent = new Map<string, Identity>()
  const known = new LRUCache<string, { readonly identity: Identity | null }, Parsed>({
    max: 50_000,
    ttl: BELIEVE_MS,
    allowStaleOnFetchRejection: true,
    async fetchMethod(_, __, { context: { appId, secretHash }, options }) {
      const row = await shards.read(appId, ({ prisma }) =>
        prisma.apiKey.findFirst({
          where: {
            appId,
            secretHash,
            revokedAt: null,
            OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }],
          },
          select: { id: true, scope: true },
        }),
      )
      if (!row) options.ttl = REFUSE_MS
      return { identity: row && { appId, keyId: row.id, scope: row.scope, user: null } }
    },
  })

  async function check(key: string): Promise<Identity> {
    const context = parseApiKey(key)
    if (!context) throw unauthenticated()
    const hash = Buffer.from(context.secretHash).toString('base64')
    const { identity } = (await known.fetch(hash, { context })) ?? {}
    if (!identity) throw unauthenticated()
    const believedMs = known.getRemainingTTL(hash)
    if (believedMs > 0 && recent.size < MAX_RECENT && !recent.has(key)) {
      recent.set(key, identity)
      setTimeout(() => recent.delete(key), believedMs).unref()
    }
    uses.note(identity.keyId)
    return identity
  }

  return (key) => {
    const identity = recent.get(key)
    if (!identity) return check(key)
    uses.note(identity.keyId)
    return identity
  }
}

const unauthenticated = () => failure('UNAUTHENTICATED', 'this API key is unknown, revoked or has ended')
