import { invalid, notFound } from '../../kit/errors.ts'
import { CapacityError, FilesRefusedError, SandboxGoneError } from '../driver/errors.ts'
import { busy, elsewhere, notRunning } from '../errors.ts'
import { changeSandbox, endSandbox } from '../lifecycle.ts'
import type { SandboxRow } from '../store/sandboxes.ts'
import type { CommandContext } from './context.ts'

/** A sandbox of the caller's, in whatever state. */
export async function requireSandbox(
  { loaders }: Pick<CommandContext, 'loaders'>,
  id: string,
  field = 'sandboxId',
): Promise<SandboxRow> {
  const sandbox = await loaders.sandbox.load(id)
  if (!sandbox) throw notFound('sandbox', id, field)
  return sandbox
}

/** Makes sure that a sandbox of the caller's lives here. */
export async function requireRunning(
  context: Pick<CommandContext, 'loaders' | 'host'>,
  id: string,
): Promise<SandboxRow> {
  const sandbox = await requireSandbox(context, id)
  if (sandbox.state !== 'RUNNING') throw notRunning(sandbox, 'sandboxId')
  if (sandbox.host !== context.host) throw elsewhere(id, 'sandboxId')
  return sandbox
}

/** Does something in a sandbox. One that turns out to have no process any more is put on record as lost. */
export async function within<T>(context: CommandContext, id: string, work: () => Promise<T>): Promise<T> {
  try {
    return await context.residents.occupy(id, work)
  } catch (error) {
    if (error instanceof CapacityError) {
      context.metrics.refused('queue')
      throw busy(`too many calls wait for sandbox ${id}`, error)
    }
    if (error instanceof FilesRefusedError) throw invalid(error.message, 'files')
    if (!(error instanceof SandboxGoneError)) throw error
    const row = await endSandbox(context, residentOf(context, id), 'LOST')
    throw notRunning(settle(context, id, row), 'sandboxId')
  }
}

/** Counts a change of a sandbox's files. */
export const CHANGED = { revision: { increment: 1 } } as const

/**
 * Puts on record that a sandbox's files may have changed. As it was used, it lives on where nothing else says how long.
 */
export function recordChange(context: CommandContext, id: string, change: { lastRunAt?: Date } = {}) {
  const expiresAt = context.residents.use(id, new Date(Date.now() + context.idleMs))
  return changeSandbox(context, residentOf(context, id), {
    ...change,
    ...CHANGED,
    ...(expiresAt && { expiresAt }),
  })
}

/** The rest of the request sees the sandbox as it is now. */
export function settle(
  { loaders }: Pick<CommandContext, 'loaders'>,
  id: string,
  row: SandboxRow | null,
  field = 'sandboxId',
): SandboxRow {
  if (!row) throw notFound('sandbox', id, field)
  loaders.sandbox.clear(id).prime(id, row)
  loaders.listings.clearAll()
  loaders.contents.clearAll()
  return row
}

export const residentOf = ({ identity: { appId } }: Pick<CommandContext, 'identity'>, id: string) => ({
  id,
  appId,
})
