import { invalid } from '../kit/errors.ts'
import { parseInput } from '../kit/input.ts'
import { connectionOf } from '../kit/pagination.ts'
import type { Connection, Page } from '../kit/pagination.ts'
import { requirePack } from './choice.ts'
import type { RequestContext } from './context.ts'
import type { Isolation } from './driver/types.ts'
import { resolveDependenciesInput } from './inputs.ts'
import { resolveDependencies } from './packs/resolve/resolve.ts'
import { RequirementsError } from './packs/resolve/types.ts'
import { listSandboxes } from './store.ts'
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
  page: Page<string>,
): Promise<Connection<SandboxView>> {
  const rows = await shards.read(userId, (db) => listSandboxes(db, { appId, userId }, page))
  return connectionOf(rows, page, (row) => row.id)
}

type Context = Pick<RequestContext, 'residents' | 'driver' | 'loaders' | 'allowance'>

const runsHere = ({ residents }: Pick<Context, 'residents'>, { id, state }: SandboxView) =>
  state === 'RUNNING' && residents.has(id)

export const readIsolation = (
  context: Pick<Context, 'residents' | 'driver'>,
  sandbox: SandboxView,
): Isolation | null => (runsHere(context, sandbox) ? context.driver.isolation : null)

export const readFiles = async (
  context: Pick<Context, 'residents' | 'loaders'>,
  sandbox: SandboxView,
): Promise<readonly SandboxFileView[] | null> =>
  runsHere(context, sandbox) ? context.loaders.files.load(sandbox.id) : null

/** Counts content against what one answer may hold. */
export function readContent(
  { allowance }: Pick<Context, 'allowance'>,
  { content }: SandboxFileView,
): Uint8Array {
  allowance.take(content.byteLength)
  return content
}
