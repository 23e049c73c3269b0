import { failure } from '../../kit/errors.ts'
import { parseInput } from '../../kit/input.ts'
import { requireLayers, requirePack } from '../choice.ts'
import type { SandboxImage } from '../driver/types.ts'
import { notRunning } from '../errors.ts'
import { decodeImage, encodeImage } from '../images.ts'
import { pauseSandboxInput, resumeSandboxInput } from '../inputs.ts'
import { MAX_PAUSED } from '../limits.ts'
import { deleteImage, insertImage, readImage } from '../store/images.ts'
import { countPaused, updateSandbox } from '../store/sandboxes.ts'
import type { SandboxRow } from '../store/sandboxes.ts'
import { limitsView } from '../views.ts'
import type { CommandContext } from './context.ts'
import { digestBytes } from './create.ts'
import { place } from './place.ts'
import { requireRunning, requireSandbox, settle, within } from './within.ts'

export async function pauseSandbox(context: CommandContext, input: unknown): Promise<SandboxRow> {
  const { sandboxId, requireMemory } = parseInput(pauseSandboxInput, input)
  const sandbox = await requireSandbox(context, sandboxId)
  if (sandbox.state === 'PAUSED') return sandbox
  await requireRunning(context, sandboxId)
  const row = await within(context, sandboxId, () =>
    context.driver.capture(sandboxId, async (image) => {
      if (requireMemory && image.memory === null)
        throw failure('CONFLICT', `the globals can't be kept: ${image.memoryLost}`, {
          field: 'requireMemory',
        })
      const kept = await keep(context, sandbox, image)
      // Whatever became of it meanwhile, it is not running any more.
      context.residents.leave(sandboxId)
      await context.driver.stop(sandboxId)
      return kept
    }),
  )
  if (!row) throw notRunning(await reload(context, sandboxId), 'sandboxId')
  context.events.publish(context.identity.appId, row.userId, { type: 'sandbox.paused', sandboxId })
  return settle(context, sandboxId, row)
}

/** The image and the row that tells of it, in one transaction. Undefined where the sandbox has ended meanwhile. */
async function keep(
  { shards, identity: { appId }, pausedMs }: CommandContext,
  { id, userId }: SandboxRow,
  image: SandboxImage,
): Promise<SandboxRow | undefined> {
  const bytes = await encodeImage(image)
  const pausedAt = new Date()
  return shards.transact(id, async (db) => {
    if ((await countPaused(db, userId)) >= MAX_PAUSED)
      throw failure('LIMIT_EXCEEDED', `a user may have ${MAX_PAUSED} paused sandboxes: stop or resume some`)
    const row = await updateSandbox(db, appId, id, 'RUNNING', {
      state: 'PAUSED',
      pausedAt,
      expiresAt: new Date(pausedAt.getTime() + pausedMs),
      memoryKept: image.memory !== null,
      memoryLost: image.memoryLost,
    })
    if (row) await insertImage(db, { id, userId }, bytes)
    return row
  })
}

export async function resumeSandbox(context: CommandContext, input: unknown): Promise<SandboxRow> {
  const { shards, identity, events } = context
  const { sandboxId, network } = parseInput(resumeSandboxInput, input)
  const sandbox = await requireSandbox(context, sandboxId)
  if (sandbox.state === 'RUNNING') return sandbox
  if (sandbox.state !== 'PAUSED') throw notRunning(sandbox, 'sandboxId')

  const { image, memoryLost } = await imageOf(context, sandbox)
  const { timeoutSeconds, pack } = sandbox
  const created = { id: sandboxId, pack, limits: limitsView(sandbox), network, ...image }
  const row = await place(context, [created], timeoutSeconds, ({ lost, expiresAt }) =>
    shards.transact(sandboxId, async (db) => {
      const reason = lost.get(sandboxId) ?? memoryLost
      const resumed = await updateSandbox(db, identity.appId, sandboxId, 'PAUSED', {
        state: 'RUNNING',
        host: context.host,
        packDigest: digestBytes(requirePack(context, pack)),
        pausedAt: null,
        expiresAt,
        memoryKept: reason === null,
        memoryLost: reason,
      })
      if (!resumed) throw failure('CONFLICT', 'the sandbox was resumed or stopped meanwhile')
      await deleteImage(db, sandboxId)
      return resumed
    }),
  )
  events.publish(identity.appId, row.userId, { type: 'sandbox.resumed', sandboxId })
  return settle(context, sandboxId, row)
}

/** What is kept of a paused sandbox, without a memory that the pack as it is now can't go on from. */
export async function imageOf(
  context: CommandContext,
  { id, pack }: SandboxRow,
): Promise<{ image: SandboxImage; memoryLost: string | null }> {
  const bytes = await context.shards.read(id, (db) => readImage(db, id))
  if (!bytes)
    throw failure('CONFLICT', 'the sandbox was resumed or stopped meanwhile', { field: 'sandboxId' })
  const image = await decodeImage(bytes)
  requireLayers(context, pack, image.layers)
  if (image.packDigest === requirePack(context, pack).digest) return { image, memoryLost: image.memoryLost }
  return {
    image: { ...image, memory: null },
    memoryLost: image.memoryLost ?? 'it is of another build of the pack',
  }
}

async function reload(context: CommandContext, id: string): Promise<SandboxRow> {
  context.loaders.sandbox.clear(id)
  return requireSandbox(context, id)
}
