import { z } from 'zod'
import { isId } from '../../prisma/ids.ts'
import { invalid } from './errors.ts'

/** Parses an input; the first thing wrong with it becomes a BAD_USER_INPUT that names the field, as `items.3.content`. */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const field = issue?.path.join('.') ?? ''
  throw invalid(field ? `${field} ${issue?.message ?? ''}` : (issue?.message ?? 'invalid input'), field)
}

/** Checks the id in an argument. */
export function parseId(id: string, field = 'id'): string {
  if (!isId(id)) throw invalid(`${field} is not an id`, field)
  return id.toLowerCase()
}

/** Whether PostgreSQL stores a text as it is: it has no NUL, and UTF-8 has no lone surrogates. */
const isStorable = (value: string) => value.isWellFormed() && !value.includes('\0')
const NOT_STORABLE = 'must be Unicode text without NUL characters'

/** Text that is stored as it is, of `min` characters to `maxBytes` bytes of UTF-8. */
export const text = (maxBytes: number, min = 1) =>
  z
    .string()
    .min(min, 'must not be empty')
    .refine((value) => Buffer.byteLength(value) <= maxBytes, `must be at most ${maxBytes} bytes of UTF-8`)
    .refine(isStorable, NOT_STORABLE)

export type JsonObject = Readonly<Record<string, unknown>>

const MAX_DEPTH = 32

/** A JSON object that is stored as it is, of at most `maxBytes` as JSON and 32 levels. */
export const metadata = (maxBytes = 16_384) =>
  z
    .custom<JsonObject>(
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      'must be a JSON object',
    )
    .refine((value) => depthOf(value) <= MAX_DEPTH, {
      error: `must be at most ${MAX_DEPTH} levels deep`,
      abort: true,
    })
    .refine(
      (value) => Buffer.byteLength(JSON.stringify(value)) <= maxBytes,
      `must be at most ${maxBytes} bytes as JSON`,
    )
    .refine((value) => textsOf(value).every(isStorable), NOT_STORABLE)

/** Levels of nesting, without looking much deeper than the limit. */
function depthOf(value: unknown, depth = 1): number {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return depth
  return Math.max(depth, ...Object.values(value).map((child) => depthOf(child, depth + 1)))
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => [key, ...textsOf(child)])
}

const YEARS = 'must be in the years 1–9999 of UTC'

/** An instant that PostgreSQL and ISO-8601 both write with a year of four digits. */
export const timestamp = z
  .date()
  .min(new Date('0001-01-01T00:00:00Z'), YEARS)
  .max(new Date('9999-12-31T23:59:59.999Z'), YEARS)

export const id = z
  .string()
  .refine(isId, 'is not an id')
  .transform((value) => value.toLowerCase())

/** Optional in GraphQL: absent and null mean the same. */
export const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? null)

export const externalId = text(256)

/** The fields by which an input names its user. */
export const userRef = { userId: optional(id), externalId: optional(externalId) }
