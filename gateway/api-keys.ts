import { createHash, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { newId, newOwnerId } from '../prisma/ids.ts'
import type { Shards } from '../prisma/shards.ts'
import { failure } from '../subgraphs/kit/errors.ts'
import type { Identity } from '../subgraphs/kit/identity.ts'

/** How long a key that was found to be good is believed, and so how long after it was revoked. */
const BELIEVE_MS = 30_000
/** How long a key that was not found is refused without asking again. */
const REFUSE_MS = 5_000

/** `as_<app id>_<secret>`: the app's id says on which shard its keys are, 256 random bits say that it is theirs. */
const FORMAT = /^as_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$/

export function newApiKey(appId = newOwnerId()): string {
  return `as_${appId.replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`
}

/** The two parts of a key, or null where it is not one. Only the secret's hash is ever stored or looked up. */
export function parseApiKey(key: string): { appId: string; secretHash: Uint8Array<ArrayBuffer> } | null {
  const [, hex, secret] = FORMAT.exec(key) ?? []
  if (!hex || !secret) return null
  return {
    appId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    secretHash: new Uint8Array(createHash('sha256').update(secret).digest()),
  }
}

/** Registers a key, and its app where that is new. Doing it again changes nothing. */
export async function registerApiKey(shards: Shards, key: string, name: string): Promise<void> {
  const parsed = parseApiKey(key)
  if (!parsed) throw new Error('that is not an API key: as_<app id>_<secret>')
  const { appId, secretHash } = parsed
  await shards.transact(appId, async ({ prisma }) => {
    await prisma.app.createMany({ data: [{ id: appId, name }], skipDuplicates: true })
    await prisma.apiKey.createMany({
      data: [{ id: newId(appId), appId, name, secretHash }],
      skipDuplicates: true,
    })
  })
}

/** Reads `authorization: Bearer <key>`. No good key is UNAUTHENTICATED; a database that is away lets nobody in. */
export function createAuthenticator(
  shards: Shards,
): (authorization: string | undefined) => Promise<Identity> {
  const known = new LRUCache<string, { identity: Identity | null }>({ max: 50_000 })

  async function lookUp(hashKey: string, appId: string, secretHash: Uint8Array<ArrayBuffer>) {
    const cached = known.get(hashKey)
    if (cached) return cached.identity
    const row = await shards.read(appId, ({ prisma }) =>
      prisma.apiKey.findFirst({ where: { appId, secretHash, revokedAt: null }, select: { id: true } }),
    )
    const identity = row && { appId, keyId: row.id }
    known.set(hashKey, { identity }, { ttl: identity ? BELIEVE_MS : REFUSE_MS })
    return identity
  }

  return async (authorization) => {
    const [, key] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? []
    if (!key) throw failure('UNAUTHENTICATED', 'send an API key: authorization: Bearer as_…')
    const parsed = parseApiKey(key)
    const identity =
      parsed &&
      (await lookUp(Buffer.from(parsed.secretHash).toString('base64'), parsed.appId, parsed.secretHash))
    if (!identity) throw failure('UNAUTHENTICATED', 'this API key is unknown or revoked')
    return identity
  }
}
