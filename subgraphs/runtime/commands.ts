import type { Prisma } from '../../prisma/client/client.ts'
import { newId } from '../../prisma/ids.ts'
import { invalid, notFound } from '../kit/errors.ts'
import { parseId, parseInput } from '../kit/input.ts'
import { nameUser, requireUser } from '../kit/users.ts'
import { requireLayers, requirePack } from './choice.ts'
import type { RequestContext } from './context.ts'
import { CapacityError, FilesRefusedError, SandboxGoneError } from './driver/errors.ts'
import type { CreateSandbox } from './driver/types.ts'
import { busy, elsewhere, gone } from './errors.ts'
import { createSandboxInput, runCodeInput, writeFilesInput } from './inputs.ts'
import type { NewSandboxInput } from './inputs.ts'
import { changeSandbox, endSandbox } from './lifecycle.ts'
import { insertSandbox } from './store.ts'
import type { NewSandbox, SandboxRow } from './store.ts'
import type { RunResultView } from './views.ts'

export type Context = Pick<
  RequestContext,
  | 'shards'
  | 'cache'
  | 'events'
  | 'driver'
  | 'packs'
  | 'layers'
  | 'residents'
  | 'host'
  | 'idleMs'
  | 'identity'
  | 'loaders'
>

export const createSandbox = (context: Context, input: unknown): Promise<SandboxRow> =>
  startSandbox(context, parseInput(createSandboxInput, input))

/** The process first, then the row: where either fails there is neither. */
export async function startSandbox(context: Context, wanted: NewSandboxInput): Promise<SandboxRow> {
  const { shards, events, driver, residents, identity } = context
  const { files, env, limits, metadata, ...parsed } = wanted
  const pack = requirePack(context, parsed.pack)
  const layers = parsed.layers ?? []
  requireLayers(context, pack.name, layers)
  const user = nameUser(identity, parsed)
  // Before a process is spent on somebody unknown.
  if (user.externalId === null) await shards.read(user.id, (db) => requireUser(db, identity, user))

  const id = newId(user.id)
  await checkOut(context, { id, pack: pack.name, layers, files: files ?? [], env: env ?? {}, limits })
  try {
    const createdAt = new Date()
    const sandbox: NewSandbox = {
      id,
      appId: identity.appId,
      userId: user.id,
      pack: pack.name,
      packDigest: Uint8Array.from(Buffer.from(pack.digest, 'hex')),
      limits: { ...limits },
      metadata: (metadata ?? {}) as Prisma.InputJsonObject,
      host: context.host,
      createdAt,
      expiresAt: expiryOf(context),
    }
    residents.admit({ id, appId: identity.appId }, sandbox.expiresAt)
    const row = await shards.transact(user.id, async (db) => {
      await requireUser(db, identity, user)
      return insertSandbox(db, sandbox)
    })
    events.publish(identity.appId, user.id, { type: 'sandbox.created', sandboxId: id })
    return row
  } catch (error) {
    residents.leave(id)
    await driver.stop(id)
    throw error
  }
}

export async function runCode(context: Context, input: unknown): Promise<RunResultView> {
  const { sandboxId, ...run } = parseInput(runCodeInput, input)
  await requireRunning(context, sandboxId)
  const lastRunAt = new Date()
  const { ended, ...outcome } = await within(context, sandboxId, () => context.driver.run(sandboxId, run))
  const row = ended
    ? await endSandbox(context, residentOf(context, sandboxId), 'STOPPED', { lastRunAt })
    : await prolong(context, sandboxId, { lastRunAt })
  if (row) context.events.publish(context.identity.appId, row.userId, { type: 'run.finished', sandboxId })
  return { ...outcome, sandbox: settle(context, sandboxId, row) }
}

export async function writeFiles(context: Context, input: unknown): Promise<SandboxRow> {
  const { sandboxId, files } = parseInput(writeFilesInput, input)
  await requireRunning(context, sandboxId)
  await within(context, sandboxId, () => context.driver.writeFiles(sandboxId, files))
  return settle(context, sandboxId, await prolong(context, sandboxId))
}

export async function stopSandbox(context: Context, givenId: string): Promise<SandboxRow> {
  const id = parseId(givenId)
  const sandbox = await context.loaders.sandbox.load(id)
  if (!sandbox) throw notFound('sandbox', id)
  if (sandbox.state !== 'RUNNING') return sandbox
  if (sandbox.host !== context.host) throw elsewhere(id, 'id')
  const state = context.residents.has(id) ? 'STOPPED' : 'LOST'
  return settle(context, id, await endSandbox(context, residentOf(context, id), state), 'id')
}

async function checkOut({ driver }: Pick<Context, 'driver'>, sandbox: CreateSandbox): Promise<void> {
  try {
    await driver.create(sandbox)
  } catch (error) {
    if (error instanceof CapacityError) throw busy('no sandbox is free', error)
    if (error instanceof FilesRefusedError) throw invalid(error.message, 'files')
    throw error
  }
}

/** Makes sure that a sandbox of the caller's lives here. */
export async function requireRunning({ loaders, host }: Pick<Context, 'loaders' | 'host'>, id: string) {
  const sandbox = await loaders.sandbox.load(id)
  if (!sandbox) throw notFound('sandbox', id, 'sandboxId')
  if (sandbox.state !== 'RUNNING') throw gone(sandbox, 'sandboxId')
  if (sandbox.host !== host) throw elsewhere(id, 'sandboxId')
}

/** Does something in a sandbox. One that turns out to have no process any more is put on record as lost. */
export async function within<T>(context: Context, id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await context.residents.occupy(id, work)
  } catch (error) {
    if (error instanceof CapacityError) throw busy(`too many calls wait for sandbox ${id}`, error)
    if (error instanceof FilesRefusedError) throw invalid(error.message, 'files')
    if (!(error instanceof SandboxGoneError)) throw error
    const row = await endSandbox(context, residentOf(context, id), 'LOST')
    throw gone(settle(context, id, row), 'sandboxId')
  }
}

/** A sandbox that was used gets its whole time again. */
export function prolong(context: Context, id: string, change: { lastRunAt?: Date } = {}) {
  const expiresAt = expiryOf(context)
  context.residents.prolong(id, expiresAt)
  return changeSandbox(context, residentOf(context, id), { ...change, expiresAt })
}

/** The rest of the request sees the sandbox as it is now. */
export function settle(
  { loaders }: Pick<Context, 'loaders'>,
  id: string,
  row: SandboxRow | null,
  field = 'sandboxId',
): SandboxRow {
  if (!row) throw notFound('sandbox', id, field)
  loaders.sandbox.clear(id).prime(id, row)
  loaders.files.clear(id)
  return row
}

const residentOf = ({ identity: { appId } }: Pick<Context, 'identity'>, id: string) => ({ id, appId })

const expiryOf = ({ idleMs }: Pick<Context, 'idleMs'>) => new Date(Date.now() + idleMs)
