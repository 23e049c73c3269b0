import { Prisma } from '../../prisma/client/client.ts'
import type { Db } from '../../prisma/shards.ts'

// Conversations are branched where they are told to, and where an agent goes on from a checkpoint. Whoever does holds the
// user's row: branching and deleting move references between a user's conversations.

/**
 * Lets a new branch read what its parent reads, up to the sequence `through`. Of the parent's ancestors, and of the parent
 * itself, only those are named that have a message there.
 */
export async function inheritMessages(
  db: Db,
  branch: { readonly id: string; readonly userId: string },
  parentId: string,
  through: number,
): Promise<void> {
  const schema = Prisma.raw(db.schema)
  await db.prisma.$executeRaw`
    insert into ${schema}.conversation_ancestor (conversation_id, source_id, user_id, through)
    select ${branch.id}::uuid, source_id, ${branch.userId}::uuid, least(through, ${through}::int)
    from (
      select source_id, through from ${schema}.conversation_ancestor where conversation_id = ${parentId}::uuid
      union all
      select ${parentId}::uuid, ${through}::int
    ) as read
    where exists (
      select from ${schema}.message m
      where m.conversation_id = read.source_id and m.sequence <= least(read.through, ${through}::int)
    )`
}
