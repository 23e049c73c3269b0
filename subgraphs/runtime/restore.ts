import { invalid } from '../kit/errors.ts'
import type { OwnedFiles } from '../kit/files-route.ts'
import { parseId, parseInput } from '../kit/input.ts'
import type { GivenFiles } from '../kit/peer.ts'
import { TarLimitError } from '../kit/tar.ts'
import type { WholeFile } from '../kit/tar.ts'
import { requirePack } from './choice.ts'
import type { CommandContext } from './commands/context.ts'
import { startSandbox } from './commands/create.ts'
import { recordChange, requireRunning, settle, within } from './commands/within.ts'
import type { RequestContext } from './context.ts'
import { isFilePath } from './driver/files.ts'
import { restoreSnapshotInput } from './inputs.ts'
import type { SandboxRow } from './store/sandboxes.ts'
import { limitsView } from './views.ts'

type Context = CommandContext & Pick<RequestContext, 'snapshots'>

/** The files are here as a whole before a sandbox has any of them: what fails on the way leaves everything as it was. */
export async function restoreSnapshot(context: Context, input: unknown): Promise<SandboxRow> {
  const { snapshotId, sandboxId, pack, ...wanted } = parseInput(restoreSnapshotInput, input)
  if ((sandboxId === null) === (pack === null))
    throw invalid('give sandboxId, or the pack of a new sandbox: exactly one', 'sandboxId')
  if (pack !== null) requirePack(context, pack)
  const running = sandboxId === null ? null : await requireRunning(context, sandboxId)

  const given = await context.snapshots.files(
    `/internal/snapshots/${snapshotId}/files`,
    context.identity,
    'snapshotId',
  )
  try {
    if (running) return await intoRunning(context, running, given)
    const files = await readFitting(given, wanted.limits)
    const sameUser = wanted.userId === null && wanted.externalId === null
    const ref = sameUser ? { userId: given.userId } : {}
    return await startSandbox(context, { ...wanted, ...ref, pack: pack ?? '', files })
  } finally {
    given.drop()
  }
}

async function intoRunning(context: Context, sandbox: SandboxRow, given: GivenFiles): Promise<SandboxRow> {
  const { id } = sandbox
  const files = await readFitting(given, limitsView(sandbox))
  await within(context, id, () => context.driver.replaceFiles(id, files))
  return settle(context, id, await recordChange(context, id))
}

/** A snapshot's files, if a sandbox of these limits can hold them: it allows shorter paths than a snapshot, and fewer bytes. */
async function readFitting(
  given: GivenFiles,
  { fileCount, fileBytes }: { readonly fileCount: number; readonly fileBytes: number },
): Promise<WholeFile[]> {
  const refuse = (why: string) => invalid(`the sandbox can't hold the snapshot's files: ${why}`, 'snapshotId')
  const files = await given.read({ maxFiles: fileCount, maxBytes: fileBytes }).catch((error: unknown) => {
    throw error instanceof TarLimitError ? refuse(error.message) : error
  })
  const unfit = files.find(({ path }) => !isFilePath(path))
  if (unfit) throw refuse(`the path ${JSON.stringify(unfit.path)} is longer than 512 bytes`)
  return files
}

/** The files of a sandbox that is running here, as they are between two runs. */
export async function openFiles(context: CommandContext, givenId: string): Promise<OwnedFiles> {
  const id = parseId(givenId)
  // The revision is read before the files: they have all that it counts, and may have more.
  const { userId, revision } = await requireRunning(context, id)
  const files = await within(context, id, () => context.driver.readFiles(id))
  return {
    userId,
    revision,
    files: files.map(({ path, content }) => ({
      path,
      size: content.byteLength,
      mode: null,
      content: [content],
    })),
  }
}
