import { failure, invalid } from '../../kit/errors.ts'
import { CapacityError, FilesRefusedError, ImageRefusedError, NetworkRefusedError } from '../driver/errors.ts'
import type { CreateSandbox, NetworkPolicy } from '../driver/types.ts'
import { busy } from '../errors.ts'
import type { CommandContext } from './context.ts'

type Context = Pick<CommandContext, 'driver' | 'residents' | 'metrics' | 'idleMs' | 'maxPerApp' | 'identity'>

/** When an app with all it may have should try again: a sandbox of its own has to end, which only it can know. */
const SHARE_RETRY_MS = 5_000

export interface Begun {
  /** Why a sandbox began without the memory that it was given, by its id. */
  readonly lost: ReadonlyMap<string, string>
  readonly expiresAt: Date
}

/** When a sandbox that begins now ends. */
const endOf = ({ idleMs }: Pick<Context, 'idleMs'>, timeoutSeconds: number | null): Date =>
  new Date(Date.now() + (timeoutSeconds === null ? idleMs : timeoutSeconds * 1_000))

/**
 * Begins sandboxes and then puts them on record: the processes first, then the rows, so that where either fails there is
 * neither. All of them or none.
 */
export async function place<T>(
  context: Context,
  sandboxes: readonly CreateSandbox[],
  timeoutSeconds: number | null,
  record: (begun: Begun) => Promise<T>,
): Promise<T> {
  const ids = sandboxes.map(({ id }) => id)
  admit(context, ids, timeoutSeconds, sandboxes[0]?.network ?? null)
  try {
    const lost = new Map<string, string>()
    const begun = await Promise.allSettled(
      sandboxes.map(async (sandbox) => {
        const reason = await begin(context, sandbox)
        if (reason !== null) lost.set(sandbox.id, reason)
      }),
    )
    const failed = begun.find((each) => each.status === 'rejected')
    if (failed) throw failed.reason
    const expiresAt = endOf(context, timeoutSeconds)
    const recorded = await record({ lost, expiresAt })
    // Who ends a sandbox looks for its row.
    for (const id of ids) context.residents.prolong(id, expiresAt)
    return recorded
  } catch (error) {
    for (const id of ids) context.residents.leave(id)
    await Promise.all(ids.map((id) => context.driver.stop(id).catch(() => undefined)))
    throw error
  }
}

/** Counts sandboxes in from before their processes are taken, so that an app never has more than its share. */
function admit(
  context: Context,
  ids: readonly string[],
  timeoutSeconds: number | null,
  network: NetworkPolicy | null,
): void {
  const { residents, metrics, maxPerApp, identity } = context
  if (residents.countOf(identity.appId) + ids.length > maxPerApp) {
    metrics.refused('share')
    throw failure('RATE_LIMITED', `the app may have ${maxPerApp} sandboxes at once; stop or pause some`, {
      retryAfterMs: SHARE_RETRY_MS,
    })
  }
  if (ids.some((id) => residents.has(id))) throw failure('CONFLICT', 'the sandbox is being resumed already')
  const stay = { isFixed: timeoutSeconds !== null, network }
  for (const id of ids) residents.admit({ id, appId: identity.appId }, stay)
}

/** Returns why the memory is not there, where it was given and is not. */
async function begin(
  context: Pick<Context, 'driver' | 'metrics'>,
  sandbox: CreateSandbox,
): Promise<string | null> {
  try {
    await context.driver.create(sandbox)
    return null
  } catch (error) {
    if (error instanceof ImageRefusedError && sandbox.memory) {
      await begin(context, { ...sandbox, memory: null })
      return error.message
    }
    if (error instanceof CapacityError) {
      context.metrics.refused('capacity')
      throw busy('no sandbox is free', error)
    }
    if (error instanceof FilesRefusedError) throw invalid(error.message, 'files')
    if (error instanceof NetworkRefusedError) throw invalid('sandboxes here have no network', 'network')
    throw error
  }
}
