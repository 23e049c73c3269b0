import { Prisma } from '../../../prisma/client/client.ts'
import type { Db, ReadDb } from '../../../prisma/shards.ts'

/** How far a model has come with a shard's memories, in the order of their ids, which is that of their making. */
export interface Progress {
  /** The last memory looked at; null where no walk is under way. */
  readonly after: string | null
  /** When all of the shard was last walked to its end. */
  readonly walkedAt: Date | null
  /** Vectors made on all walks. */
  readonly embedded: number
}

export async function findProgress(db: ReadDb, model: string): Promise<Progress> {
  const [row] = await db.query<Progress & { model: string }>(
    `select after, walked_at as "walkedAt", embedded from ${db.schema}.embedding_progress where model = $1`,
    [model],
  )
  return row ?? { after: null, walkedAt: null, embedded: 0 }
}

/** Whether the shard has memories that a model has never begun with. */
export async function lacksWalk(db: ReadDb, model: string): Promise<boolean> {
  const [row] = await db.query<{ lacks: boolean }>(
    `select exists (select from ${db.schema}.memory)
       and not exists (select from ${db.schema}.embedding_progress where model = $1) as lacks`,
    [model],
  )
  return row?.lacks ?? false
}

/** Notes a step: where it ended, or with null that there was no more, and how many vectors it made. */
export async function saveProgress(
  db: Db,
  model: string,
  { after, embedded }: { readonly after: string | null; readonly embedded: number },
): Promise<void> {
  await db.prisma.$executeRaw`
    insert into ${Prisma.raw(db.schema)}.embedding_progress as progress (model, after, walked_at, embedded)
    values (${model}, ${after}::uuid, case when ${after}::uuid is null then now() end, ${embedded}::int)
    on conflict (model) do update set after = excluded.after,
      walked_at = coalesce(excluded.walked_at, progress.walked_at), embedded = progress.embedded + excluded.embedded`
}

export async function deleteOtherProgress(db: Db, model: string): Promise<void> {
  await db.prisma.$executeRaw`
    delete from ${Prisma.raw(db.schema)}.embedding_progress where model <> ${model}`
}
