import { createHash, randomBytes } from 'node:crypto'
import type { Prisma } from '../prisma/client/client.ts'
import { newId, newOwnerId } from '../prisma/ids.ts'
import type { Db, Shards } from '../prisma/shards.ts'
import { failure, notFound } from '../subgraphs/kit/errors.ts'
import type { Scope } from '../subgraphs/kit/identity.ts'

/** `as_<app id>_<secret>`: the app's id says on which shard its keys are, 256 random bits say that it is theirs. */
const FORMAT = /^as_([0-9a-f]{32})_([A-Za-z0-9_-]{43})$/

export const newApiKey = (appId = newOwnerId()): string => apiKeyOf(appId, newSecret())

const newSecret = () => randomBytes(32).toString('base64url')

const apiKeyOf = (appId: string, secret: string) => `as_${appId.replaceAll('-', '')}_${secret}`

/** The two parts of a key, or null where it is not one. Only the secret's hash is ever stored or looked up. */
export function parseApiKey(key: string): { appId: string; secretHash: Uint8Array<ArrayBuffer> } | null {
  const [, hex, secret] = FORMAT.exec(key) ?? []
  if (!hex || !secret) return null
  return {
    appId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    secretHash: hashOf(secret),
  }
}

const hashOf = (secret: string) => new Uint8Array(createHash('sha256').update(secret).digest())

/** Registers a key that may do everything, and its app where that is new. Doing it again changes nothing. */
export async function registerApiKey(shards: Shards, key: string, name: string): Promise<void> {
  const parsed = parseApiKey(key)
  if (!parsed) throw new Error('that is not an API key: as_<app id>_<secret>')
  const { appId, secretHash } = parsed
  await shards.transact(appId, async ({ prisma }) => {
    await prisma.app.createMany({ data: [{ id: appId, name }], skipDuplicates: true })
    await prisma.apiKey.createMany({
      data: [{ id: newId(appId), appId, name, secretHash, scope: 'ADMIN' }],
      skipDuplicates: true,
    })
  })
}

const keyColumns = {
  id: true,
  appId: true,
  name: true,
  scope: true,
  createdAt: true,
  expiresAt: true,
  revokedAt: true,
  lastUsedAt: true,
} satisfies Prisma.ApiKeySelect

export type ApiKeyRow = Prisma.ApiKeyGetPayload<{ select: typeof keyColumns }>

/** A key that was just made: the only time that it can be read. */
export interface NewApiKey extends ApiKeyRow {
  readonly key: string
}

/** Creates an app, which can do nothing until it has a key. Returns its id. */
export async function createApp(shards: Shards, name: string): Promise<string> {
  const id = newOwnerId()
  await shards.transact(id, ({ prisma }) => prisma.app.create({ data: { id, name }, select: { id: true } }))
  return id
}

/** Throws NOT_FOUND where there is no such app. */
export const createApiKey = (
  shards: Shards,
  key: { readonly appId: string; readonly name: string; readonly scope: Scope },
): Promise<NewApiKey> =>
  shards.transact(key.appId, async (db) => {
    const app = await db.prisma.app.findUnique({ where: { id: key.appId }, select: { id: true } })
    if (!app) throw notFound('app', key.appId, 'app')
    return insertKey(db, key)
  })

/**
 * Makes a key of the same app, name and scope; the old one ends after `overlapMs`. Throws NOT_FOUND where there is no such
 * key, and CONFLICT where it has ended, or is about to because it was rotated before.
 */
export const rotateApiKey = (shards: Shards, id: string, overlapMs: number): Promise<NewApiKey> =>
  shards.transact(id, async (db) => {
    const { count } = await db.prisma.apiKey.updateMany({
      where: { id, revokedAt: null, expiresAt: null },
      data: { expiresAt: new Date(Date.now() + overlapMs) },
    })
    const old = await findKey(db, id)
    if (count === 0) throw failure('CONFLICT', `API key ${id} was rotated or revoked before`, { field: 'id' })
    return insertKey(db, old)
  })

/** Ends a key for good. One that was revoked before stays as it is. Throws NOT_FOUND where there is no such key. */
export const revokeApiKey = (shards: Shards, id: string): Promise<ApiKeyRow> =>
  shards.transact(id, async (db) => {
    await db.prisma.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } })
    return findKey(db, id)
  })

/** The keys of an app, or of every app, oldest first. */
export async function listApiKeys(shards: Shards, appId: string | null): Promise<ApiKeyRow[]> {
  const list = ({ prisma }: Db) =>
    prisma.apiKey.findMany({ where: appId === null ? {} : { appId }, select: keyColumns })
  const rows = appId === null ? (await shards.fanOut(list)).flat() : await shards.read(appId, list)
  return rows.toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
}

async function findKey({ prisma }: Db, id: string): Promise<ApiKeyRow> {
  const row = await prisma.apiKey.findUnique({ where: { id }, select: keyColumns })
  if (!row) throw notFound('API key', id)
  return row
}

async function insertKey(
  { prisma }: Db,
  { appId, name, scope }: Pick<ApiKeyRow, 'appId' | 'name' | 'scope'>,
): Promise<NewApiKey> {
  const secret = newSecret()
  const row = await prisma.apiKey.create({
    data: { id: newId(appId), appId, name, scope, secretHash: hashOf(secret) },
    select: keyColumns,
  })
  return { ...row, key: apiKeyOf(appId, secret) }
}
