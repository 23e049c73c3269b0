import type { Prisma } from '../../../prisma/client/client.ts'
import type { Db } from '../../../prisma/shards.ts'
import { userColumns } from '../../kit/users.ts'
import type { UserRow } from '../../kit/users.ts'
import type { JsonObject } from '../../kit/input.ts'

/** Creates a user, or replaces its metadata where given. */
export const upsertUserRow = (
  db: Db,
  user: { id: string; appId: string; externalId: string },
  metadata: JsonObject | null,
): Promise<UserRow> =>
  db.prisma.user.upsert({
    where: { id: user.id },
    create: { ...user, ...(metadata && { metadata: metadata as Prisma.InputJsonObject }) },
    update: metadata ? { metadata: metadata as Prisma.InputJsonObject, updatedAt: new Date() } : {},
    select: userColumns,
  })
