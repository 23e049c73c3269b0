import { z } from 'zod'
import type { MemoryCategory, MemoryInput } from '../generated/operations.ts'
import { cannotImport, check } from './faults.ts'
import { agentId, content, metadata, name, timestamp } from './fields.ts'
import { linesOf } from './lines.ts'
import type { Line } from './lines.ts'

const CATEGORIES = [
  'FACT',
  'PREFERENCE',
  'PROCEDURE',
  'INSIGHT',
  'CONTEXT',
] as const satisfies MemoryCategory[]

const IMPORTANCE = 'must be 0–1'

/** A line of an export: what the graph lets a client set of a memory, whoever's it is. Other fields are left out. */
const memory = z.object({
  content,
  category: z.enum(CATEGORIES, `must be one of ${CATEGORIES.join(', ')}`).nullish(),
  importance: z.number().min(0, IMPORTANCE).max(1, IMPORTANCE).nullish(),
  tags: z.array(name(64)).max(32, 'must be at most 32').nullish(),
  metadata: metadata.nullish(),
  agentId: agentId.nullish(),
  occurredAt: timestamp.nullish(),
  expiresAt: timestamp.nullish(),
}) satisfies z.ZodType<MemoryInput>

/** Checks every line, and counts the memories. Throws FileError with the numbers of the lines at fault. */
export async function checkMemories(path: string): Promise<number> {
  const problems: string[] = []
  let count = 0
  for await (const line of filledLinesOf(path)) {
    problems.push(...(parseLine(line).problems ?? []))
    count++
  }
  if (problems.length > 0) throw cannotImport(path, problems)
  return count
}

/** The memories of a file, of which no more than one is in memory. Throws FileError at the first line at fault. */
export async function* readMemories(path: string): AsyncGenerator<MemoryInput> {
  for await (const line of filledLinesOf(path)) {
    const parsed = parseLine(line)
    if (parsed.problems) throw cannotImport(path, parsed.problems)
    yield parsed.data
  }
}

async function* filledLinesOf(path: string): AsyncGenerator<Line> {
  for await (const line of linesOf(path))
    if (line.problem !== undefined || line.text.trim() !== '') yield line
}

function parseLine(line: Line): ReturnType<typeof check<MemoryInput>> {
  const at = `line ${line.number}:`
  if (line.problem !== undefined) return { problems: [`${at} ${line.problem}`] }
  let json: unknown
  try {
    json = JSON.parse(line.text)
  } catch (error) {
    return { problems: [`${at} is not JSON: ${error instanceof Error ? error.message : String(error)}`] }
  }
  const checked = check(memory, json)
  return checked.problems ? { problems: checked.problems.map((problem) => `${at} ${problem}`) } : checked
}
