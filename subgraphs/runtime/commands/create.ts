import type { Prisma } from '../../../prisma/client/client.ts'
import { newId } from '../../../prisma/ids.ts'
import { parseInput } from '../../kit/input.ts'
import { nameUser, requireUser } from '../../kit/users.ts'
import { requireLayers, requirePack } from '../choice.ts'
import { createSandboxInput } from '../inputs.ts'
import type { NewSandboxInput } from '../inputs.ts'
import type { PackManifest } from '../packs/pack.ts'
import { insertSandbox } from '../store/sandboxes.ts'
import type { SandboxRow } from '../store/sandboxes.ts'
import type { CommandContext } from './context.ts'
import { place } from './place.ts'

export const createSandbox = (context: CommandContext, input: unknown): Promise<SandboxRow> =>
  startSandbox(context, parseInput(createSandboxInput, input))

export async function startSandbox(context: CommandContext, wanted: NewSandboxInput): Promise<SandboxRow> {
  const { shards, events, identity } = context
  const { files, env, limits, metadata, timeoutSeconds, network, ...parsed } = wanted
  const pack = requirePack(context, parsed.pack)
  const layers = parsed.layers ?? []
  requireLayers(context, pack.name, layers)
  const user = nameUser(identity, parsed)
  // Before a process is spent on somebody unknown.
  if (user.externalId === null) await shards.read(user.id, (db) => requireUser(db, identity, user))

  const id = newId(user.id)
  const created = { id, pack: pack.name, layers, files: files ?? [], env: env ?? {}, limits, network }
  const row = await place(context, [created], timeoutSeconds, ({ expiresAt }) =>
    shards.transact(user.id, async (db) => {
      await requireUser(db, identity, user)
      return insertSandbox(db, {
        id,
        appId: identity.appId,
        userId: user.id,
        pack: pack.name,
        packDigest: digestBytes(pack),
        limits: { ...limits },
        metadata: (metadata ?? {}) as Prisma.InputJsonObject,
        host: context.host,
        createdAt: new Date(),
        expiresAt,
        timeoutSeconds,
        memoryKept: null,
        memoryLost: null,
      })
    }),
  )
  events.publish(identity.appId, user.id, { type: 'sandbox.created', sandboxId: id })
  return row
}

export const digestBytes = ({ digest }: Pick<PackManifest, 'digest'>): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(digest, 'hex'))
