import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { ExpectedError } from '../command.ts'

const MAX_PROBLEMS = 5

/** The file is not what can be imported. */
export class FileError extends ExpectedError {}

/** A FileError with a line for each of the first five of the problems, and how many more there are. */
export function cannotImport(path: string, problems: readonly string[]): FileError {
  const lines = problems.slice(0, MAX_PROBLEMS).map((problem) => `  ${problem}`)
  if (problems.length > MAX_PROBLEMS) lines.push(`  and ${problems.length - MAX_PROBLEMS} more`)
  return new FileError(`${path} cannot be imported:\n${lines.join('\n')}`)
}

/** What a schema finds wrong, each with its place, as `[2].sessions[5].turns[1].text is missing`; or what it makes. */
export function check<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { readonly data: T; readonly problems?: undefined } | { readonly problems: readonly string[] } {
  const result = schema.safeParse(value, { error: typeProblem })
  if (result.success) return { data: result.data }
  return { problems: result.error.issues.map(({ path, message }) => `${place(path)} ${message}`) }
}

/** Checks a whole JSON text. `path` is for messages. */
export function checkFile<T>(path: string, schema: z.ZodType<T>, json: unknown): T {
  const checked = check(schema, json)
  if (checked.problems) throw cannotImport(path, checked.problems)
  return checked.data
}

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw cannotRead(path, error)
  }
}

export const cannotRead = (path: string, error: unknown) =>
  new FileError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)

export function parseJson(path: string, text: string): unknown {
  try {
    // Some programs begin a file with a byte order mark, which JSON does not have.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new FileError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function typeProblem({ code, expected, input }: z.core.$ZodRawIssue): string | undefined {
  if (code !== 'invalid_type') return undefined
  if (input === undefined) return 'is missing'
  return `must be ${/^[aeiou]/.test(String(expected)) ? 'an' : 'a'} ${String(expected)}`
}

/** Where in the file, as `[2].sessions[5].turns[1].text`. */
const place = (path: readonly PropertyKey[]) =>
  path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${String(key)}`))
    .join('') || 'it'
