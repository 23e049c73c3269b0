import { failure, invalid } from '../kit/errors.ts'
import { requireScope } from '../kit/identity.ts'
import { parseInput } from '../kit/input.ts'
import { readTar, TarError, TarLimitError } from '../kit/tar.ts'
import { nameUser } from '../kit/users.ts'
import { InvalidFilesError } from './blocks/errors.ts'
import { checkPath, MAX_FILES } from './blocks/tree.ts'
import type { RequestContext } from './context.ts'
import { keepPlanned, requireNamed } from './creation.ts'
import { uploadInput } from './inputs.ts'
import { openSpool } from './spool.ts'
import type { Spool } from './spool.ts'
import type { SnapshotRow } from './store/snapshots.ts'

/** How long a client may send nothing. */
const IDLE_MS = 30_000
const AT_ONCE = 4
const RETRY_AFTER_MS = 5_000

/** Uploads that are coming in to this process. */
export interface Uploads {
  /** RATE_LIMITED where too many do already. */
  admit<T>(work: () => Promise<T>): Promise<T>
}

export function createUploads(): Uploads {
  let open = 0
  return {
    async admit(work) {
      if (open >= AT_ONCE)
        throw failure('RATE_LIMITED', 'too many uploads are under way; try again', {
          retryAfterMs: RETRY_AFTER_MS,
        })
      open += 1
      try {
        return await work()
      } finally {
        open -= 1
      }
    },
  }
}

/**
 * A snapshot of the files of a tar. Nothing is stored before all of it is here and is right, and it is never in memory as a
 * whole: it waits on disk.
 */
export async function uploadSnapshot(
  context: RequestContext,
  query: unknown,
  body: AsyncIterable<Uint8Array>,
): Promise<SnapshotRow> {
  requireScope(context.identity, 'WRITE')
  const wanted = { ...parseInput(uploadInput, query), sandboxId: null }
  const user = await requireNamed(context, nameUser(context.identity, wanted))
  const spool = await openSpool(context.uploads.spoolDir)
  try {
    await fill(spool, body, context.uploads.maxBytes)
    const plan = await context.blocks.plan(spool.files())
    return await keepPlanned(context, user, wanted, plan)
  } catch (error) {
    throw refusalOf(error) ?? error
  } finally {
    await spool.close()
  }
}

async function fill(spool: Spool, body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<void> {
  for await (const file of readTar(body, { maxFiles: MAX_FILES, maxBytes, idleMs: IDLE_MS })) {
    checkPath(file.path)
    await spool.add(file)
  }
}

const FIELD = 'files'
const SHOWN_PATH = 200

/** What is wrong with an archive, as its sender is told; null where something else is wrong. */
function refusalOf(error: unknown): Error | null {
  if (!(error instanceof TarError || error instanceof InvalidFilesError)) return null
  const { path, message } = error
  const why = path === null ? message : `${JSON.stringify(path.slice(0, SHOWN_PATH))}: ${message}`
  return error instanceof TarLimitError
    ? failure('LIMIT_EXCEEDED', why, { field: FIELD })
    : invalid(why, FIELD)
}
