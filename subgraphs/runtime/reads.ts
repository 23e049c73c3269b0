import { invalid, notFound } from '../kit/errors.ts'
import { parseInput } from '../kit/input.ts'
import { connectionOf, cursorText } from '../kit/pagination.ts'
import type { Connection, Page } from '../kit/pagination.ts'
import { requirePack } from './choice.ts'
import type { RequestContext } from './context.ts'
import { isFilePath } from './driver/files.ts'
import type { Isolation } from './driver/types.ts'
import { filterInput, rangeArguments, resolveDependenciesInput } from './inputs.ts'
import { inSandbox } from './loaders.ts'
import { resolveDependencies } from './packs/resolve/resolve.ts'
import { RequirementsError } from './packs/resolve/types.ts'
import { listSandboxes } from './store/sandboxes.ts'
import type { DependencyResolutionView, SandboxFileView, SandboxView } from './views.ts'

export async function resolve(
  context: Pick<RequestContext, 'packs' | 'layers'>,
  input: unknown,
): Promise<DependencyResolutionView> {
  const { pack, requirements } = parseInput(resolveDependenciesInput, input)
  const { name } = requirePack(context, pack)
  try {
    return await resolveDependencies(name, requirements, context.layers)
  } catch (error) {
    if (error instanceof RequirementsError) throw invalid(error.message, 'requirements')
    throw error
  }
}

export async function readSandboxes(
  { shards, identity: { appId } }: Pick<RequestContext, 'shards' | 'identity'>,
  userId: string,
  args: unknown,
  page: Page<string>,
): Promise<Connection<SandboxView>> {
  const filter = parseInput(filterInput, args)
  const rows = await shards.read(userId, (db) => listSandboxes(db, { appId, userId }, filter, page))
  return connectionOf(rows, page, (row) => row.id)
}

type Context = Pick<RequestContext, 'residents' | 'driver' | 'loaders' | 'allowance'>

const runsHere = ({ residents }: Pick<Context, 'residents'>, { id, state }: SandboxView) =>
  state === 'RUNNING' && residents.has(id)

export const readIsolation = (
  context: Pick<Context, 'residents' | 'driver'>,
  sandbox: SandboxView,
): Isolation | null => (runsHere(context, sandbox) ? context.driver.isolation : null)

export const readAllowedHosts = (
  context: Pick<Context, 'residents'>,
  sandbox: SandboxView,
): readonly string[] | null =>
  runsHere(context, sandbox)
    ? (context.residents.networkOf(sandbox.id)?.allow.map(({ host }) => host) ?? [])
    : null

/** Pages go by path: files may come and go between two of them. */
export async function readFiles(
  context: Pick<Context, 'residents' | 'loaders'>,
  sandbox: SandboxView,
  page: Page<string>,
): Promise<Connection<SandboxFileView> | null> {
  if (!runsHere(context, sandbox)) return null
  const { after, limit } = page
  const listing = { sandboxId: sandbox.id, after, limit: limit + 1 }
  const entries = await context.loaders.listings.load(listing)
  const files = entries?.map((entry) => ({ ...entry, sandboxId: sandbox.id }))
  return files ? connectionOf(files, page, ({ path }) => cursorText(path)) : null
}

export async function readFile(
  context: Context,
  sandbox: SandboxView,
  path: string,
): Promise<SandboxFileView | null> {
  if (!runsHere(context, sandbox) || !isFilePath(path)) return null
  const nothing = { offset: 0, length: 0 }
  const part = await inSandbox(context, sandbox.id, () => context.driver.readFile(sandbox.id, path, nothing))
  return part && { sandboxId: sandbox.id, path, size: part.size }
}

/** Counts content against what one answer may hold. */
export function readContent(
  context: Pick<Context, 'loaders' | 'allowance'>,
  file: SandboxFileView,
): Promise<Uint8Array> {
  context.allowance.take(file.size)
  return readUncounted(context, file)
}

export async function readUncounted(
  { loaders }: Pick<Context, 'loaders'>,
  { sandboxId, path }: SandboxFileView,
): Promise<Uint8Array> {
  const content = await loaders.contents.load({ sandboxId, path })
  if (!content) throw notFound('file', path, 'path')
  return content
}

export async function readRange(
  context: Context,
  { sandboxId, path }: SandboxFileView,
  args: unknown,
): Promise<Uint8Array> {
  const range = parseInput(rangeArguments, args)
  context.allowance.take(range.length)
  const part = await inSandbox(context, sandboxId, () => context.driver.readFile(sandboxId, path, range))
  if (!part) throw notFound('file', path, 'path')
  return part.content
}
