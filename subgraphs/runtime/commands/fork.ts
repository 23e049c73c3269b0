import type { Prisma } from '../../../prisma/client/client.ts'
import { newId } from '../../../prisma/ids.ts'
import { parseInput } from '../../kit/input.ts'
import { nameUser, requireUser } from '../../kit/users.ts'
import { requirePack } from '../choice.ts'
import type { SandboxImage } from '../driver/types.ts'
import { forkSandboxInput } from '../inputs.ts'
import { insertSandbox } from '../store/sandboxes.ts'
import type { SandboxRow } from '../store/sandboxes.ts'
import { limitsView } from '../views.ts'
import type { CommandContext } from './context.ts'
import { digestBytes } from './create.ts'
import { imageOf } from './pause.ts'
import { place } from './place.ts'
import { requireRunning, requireSandbox, within } from './within.ts'

export async function forkSandbox(context: CommandContext, input: unknown): Promise<SandboxRow[]> {
  const { shards, identity, events, residents } = context
  const { sandboxId, count, ...given } = parseInput(forkSandboxInput, input)
  const original = await requireSandbox(context, sandboxId)
  const { image, memoryLost } = await capture(context, original)
  const network = given.network ?? residents.networkOf(sandboxId)
  const { userId, pack, timeoutSeconds } = original
  const created = Array.from({ length: count }, () => ({
    id: newId(userId),
    pack,
    limits: limitsView(original),
    network,
    ...image,
    isFork: true,
  }))

  const rows = await place(context, created, timeoutSeconds, ({ lost, expiresAt }) =>
    shards.transact(userId, async (db) => {
      await requireUser(db, identity, nameUser(identity, { userId, externalId: null }))
      return Promise.all(
        created.map(({ id }) => {
          const reason = lost.get(id) ?? memoryLost
          return insertSandbox(db, {
            id,
            appId: identity.appId,
            userId,
            pack,
            packDigest: digestBytes(requirePack(context, pack)),
            limits: original.limits as Prisma.InputJsonObject,
            metadata: original.metadata as Prisma.InputJsonObject,
            host: context.host,
            createdAt: new Date(),
            expiresAt,
            timeoutSeconds,
            memoryKept: reason === null,
            memoryLost: reason,
          })
        }),
      )
    }),
  )
  for (const { id } of rows)
    events.publish(identity.appId, userId, { type: 'sandbox.created', sandboxId: id })
  return rows
}

async function capture(
  context: CommandContext,
  original: SandboxRow,
): Promise<{ image: SandboxImage; memoryLost: string | null }> {
  if (original.state === 'PAUSED') return imageOf(context, original)
  const { id } = await requireRunning(context, original.id)
  const image = await within(context, id, () =>
    context.driver.capture(id, (captured) => Promise.resolve(captured)),
  )
  return { image, memoryLost: image.memoryLost }
}
