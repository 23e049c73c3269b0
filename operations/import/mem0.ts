import { z } from 'zod'
import type { MemoryInput } from '../generated/operations.ts'
import { checkFile, parseJson, readText } from './faults.ts'
import {
  agentId,
  asTimestamp,
  content,
  date,
  externalId,
  jsonObject,
  metadataProblem,
  timestamp,
} from './fields.ts'
import type { JsonObject } from './fields.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export interface Mem0Options {
  /** Whose all memories become, instead of those whom their user_id names. */
  readonly user: string | undefined
  /** Put before each user_id to make the user's externalId. */
  readonly userPrefix: string
}

/** mem0 shows a memory all through the day, of UTC, on which it expires: the graph takes the instant when that is over. */
const expirationDate = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, { error: 'must be a day as 2030-01-31', abort: true })
  .pipe(asTimestamp(date.transform((day) => new Date(day.getTime() + DAY_MS))))

/**
 * A memory as mem0's get_all answers it, of the library and of the hosted platform. A field that is not read here is kept
 * as it is.
 * https://docs.mem0.ai/api-reference/memory/get-memories, https://docs.mem0.ai/platform/features/memory-expiration
 */
const entry = ({ user, userPrefix }: Mem0Options) =>
  z
    .looseObject({
      memory: content,
      user_id: externalId.nullish(),
      agent_id: agentId.nullish(),
      metadata: jsonObject.nullish(),
      created_at: timestamp.nullish(),
      expiration_date: expirationDate.nullish(),
    })
    .transform((read, issues): Mem0Memory => {
      const { memory, user_id, agent_id, metadata, created_at, expiration_date, ...rest } = read
      const owner = user ?? (user_id ? userPrefix + user_id : null)
      if (owner === null)
        issues.addIssue({ code: 'custom', path: ['user_id'], message: 'is missing: name a user with --user' })

      const kept = { ...rest, ...(user !== undefined && { user_id }) }
      const ours = { ...metadata, mem0: withoutNulls(kept) }
      const problem =
        metadata && 'mem0' in metadata
          ? 'must not have a field mem0: that is where the importer keeps id, hash and the like'
          : metadataProblem(ours)
      if (problem) issues.addIssue({ code: 'custom', path: ['metadata'], message: problem })

      return {
        externalId: owner ?? '',
        memory: {
          content: memory,
          metadata: ours,
          agentId: agent_id,
          occurredAt: created_at,
          expiresAt: expiration_date,
        },
      }
    })

interface Mem0Memory {
  readonly externalId: string
  readonly memory: MemoryInput
}

const withoutNulls = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))

/** Memories by the externalId of their user, oldest first. */
export type MemoriesByUser = ReadonlyMap<string, readonly MemoryInput[]>

/** Reads and checks a whole file. Throws FileError, so that a file with a fault is imported not at all. */
export async function readMem0(path: string, options: Mem0Options): Promise<MemoriesByUser> {
  return parseMem0(path, await readText(path), options)
}

/** Checks the text of a file. `path` is for messages. */
export function parseMem0(path: string, text: string, options: Mem0Options): MemoriesByUser {
  const json = parseJson(path, text)
  const list = z.array(entry(options))
  const memories = Array.isArray(json)
    ? checkFile(path, list, json)
    : checkFile(path, z.object({ results: list }), json).results

  const byUser = new Map<string, MemoryInput[]>()
  for (const { externalId, memory } of memories) {
    const known = byUser.get(externalId)
    if (known) known.push(memory)
    else byUser.set(externalId, [memory])
  }
  for (const list of byUser.values()) list.sort(byAge)
  return byUser
}

/** Undated ones first. Instants of four-digit years in UTC are in the order of their texts. */
function byAge({ occurredAt: one }: MemoryInput, { occurredAt: other }: MemoryInput): number {
  const [left, right] = [one ?? '', other ?? '']
  return left === right ? 0 : left < right ? -1 : 1
}
