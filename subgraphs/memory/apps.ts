import { appColumns } from '../kit/apps.ts'
import type { AppRow } from '../kit/apps.ts'
import { requireScope } from '../kit/identity.ts'
import { parseInput } from '../kit/input.ts'
import type { RequestContext } from './context.ts'
import { updateAppInput } from './inputs.ts'

/** Changes the calling app, which takes the scope ADMIN. */
export function updateApp(
  { shards, identity }: Pick<RequestContext, 'shards' | 'identity'>,
  input: unknown,
): Promise<AppRow> {
  requireScope(identity, 'ADMIN')
  const { appId } = identity
  const { extract, snapshotDays } = parseInput(updateAppInput, input)
  const change = {
    ...(extract !== null && { extract }),
    ...(snapshotDays !== null && { snapshotDays: snapshotDays === 0 ? null : snapshotDays }),
  }
  return shards.transact(appId, (db) =>
    db.prisma.app.update({ where: { id: appId }, data: change, select: appColumns }),
  )
}
