import { Prisma } from '../../../prisma/client/client.ts'
import type { Db } from '../../../prisma/shards.ts'
import { inheritMessages } from '../../kit/branching.ts'
import type { CheckpointRow } from './checkpoints.ts'

/**
 * Goes on from where a checkpoint's conversation was: a branch of it or, where nothing had been said, a new one like it. `id` is
 * the new conversation's, of the same user, who is held. Null where there was no conversation or it is deleted.
 */
export async function branchCheckpoint(
  db: Db,
  checkpoint: CheckpointRow,
  { id, agentId }: { readonly id: string; readonly agentId: string | null },
): Promise<string | null> {
  const { appId, userId, conversationId, messageId } = checkpoint
  if (conversationId === null) return null
  const schema = Prisma.raw(db.schema)
  // A message may have been handed on to a branch when its conversation was deleted: that one is gone on from.
  const [branch] = await db.prisma.$queryRaw<{ parentId: string; sequence: number }[]>`
    insert into ${schema}.conversation
      (id, app_id, user_id, session_id, title, agent_id, branched_from_id, branch_message_id, message_count, token_count)
    select ${id}::uuid, c.app_id, c.user_id, c.session_id, c.title, coalesce(${agentId}, c.agent_id),
      case when m.id is not null then c.id end, m.id, coalesce(m.sequence, 0), coalesce(m.tokens_through, 0)
    from ${schema}.conversation c
    left join ${schema}.message m on m.id = ${messageId}::uuid
    where c.app_id = ${appId}::uuid and c.user_id = ${userId}::uuid
      and c.id in (${conversationId}::uuid, m.conversation_id)
      and (m.id is not null or ${messageId}::uuid is null)
    order by c.id = ${conversationId}::uuid desc
    limit 1
    returning branched_from_id as "parentId", message_count as sequence`
  if (!branch) return null
  if (branch.parentId) await inheritMessages(db, { id, userId }, branch.parentId, branch.sequence)
  return id
}
