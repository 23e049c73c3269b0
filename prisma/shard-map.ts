import { z } from 'zod'
import { hotShards, SHARD_COUNT } from './ids.ts'

/** One physical PostgreSQL database and the shards that live in it. */
export interface Cluster {
  readonly writer: string
  /** Past PgBouncer, for what needs a session: migrations, and the workers' LISTEN. Without it the writer's URL is used. */
  readonly direct?: string | undefined
  /** Streaming replicas near this process: of a region's, those of the same region. */
  readonly readers?: readonly string[] | undefined
  /**
   * A connection keeps what was prepared on it: one to a server does, and one to PgBouncer (from 1.21) where that is told
   * `max_prepared_statements`. The embedded database's do not.
   */
  readonly prepare?: boolean | undefined
  readonly shards: readonly number[]
}

/** Where every shard is. A map that is configured places each of the 64 exactly once. */
export type ShardMap = readonly Cluster[]

const range = z
  .string()
  .regex(/^\d{1,2}(-\d{1,2})?(,\d{1,2}(-\d{1,2})?)*$/, 'write shards as ranges, for example "0-15,32-47"')
  .transform((text) =>
    text.split(',').flatMap((part) => {
      const [first = NaN, last = first] = part.split('-').map(Number)
      return Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset)
    }),
  )

const url = z.url({ protocol: /^postgres(ql)?$/ })

/**
 * Parses `[{"writer": "postgres://…", "readers": ["postgres://…"], "shards": "0-31"}, …]` and checks that it places every shard
 * once.
 */
export const shardMapSchema = z
  .array(
    z.strictObject({
      writer: url,
      direct: url.optional(),
      readers: z.array(url).optional(),
      prepare: z.boolean().optional(),
      shards: range,
    }),
  )
  .superRefine((clusters, issues) => {
    const placed = clusters.flatMap((cluster) => cluster.shards)
    for (let shard = 0; shard < SHARD_COUNT; shard++) {
      const times = placed.filter((other) => other === shard).length
      if (times !== 1)
        issues.addIssue({ code: 'custom', message: `shard ${shard} is placed ${times} times, not once` })
    }
    const beyond = placed.find((shard) => shard >= SHARD_COUNT)
    if (beyond !== undefined) issues.addIssue({ code: 'custom', message: `there is no shard ${beyond}` })
  })

/**
 * One database with the 32 shards that live users are on. The 32 of the archive, which holds nothing yet, would take as long to
 * make at a first start, and as much of the disk: whoever writes there first adds them here.
 */
export const singleDatabase = (url: string): ShardMap => [{ writer: url, shards: hotShards }]

/** The URL of a session of its own. */
export const directUrl = ({ writer, direct }: Cluster): string => direct ?? writer

/** The name of a shard's PostgreSQL schema. */
export const schemaOf = (shard: number): string => `shard_${String(shard).padStart(2, '0')}`
