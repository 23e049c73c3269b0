import { z } from 'zod'
import { parseDate } from './dates.ts'

/** The largest memory that the graph takes. */
export const MAX_MEMORY_BYTES = 32 * 1024
const MAX_METADATA_BYTES = 16 * 1024
const MAX_METADATA_LEVELS = 32

/** Whether a database stores a text as it is: no NUL, and no half of a surrogate pair. */
const isStorable = (text: string) => text.isWellFormed() && !text.includes('\0')
const NOT_STORABLE = 'must be Unicode text without NUL characters'

export const anyText = z.string().refine(isStorable, NOT_STORABLE)

/** Text of one byte to `maxBytes` bytes of UTF-8. */
export const name = (maxBytes: number) =>
  anyText
    .min(1, 'must not be empty')
    .refine((text) => Buffer.byteLength(text) <= maxBytes, `must be at most ${maxBytes} bytes of UTF-8`)

export const content = name(MAX_MEMORY_BYTES)
export const agentId = name(128)
export const externalId = name(256)

/** An instant in any form that parseDate knows. */
export const date = z.string().transform((text, issues) => {
  const parsed = parseDate(text)
  if (parsed) return parsed
  issues.addIssue({
    code: 'custom',
    message: 'must be a date as 2023-05-08T13:56:00Z or 1:56 pm on 8 May, 2023',
  })
  return z.NEVER
})

/** An instant as the graph takes it, in the years that it takes. */
export const asTimestamp = (instant: z.ZodType<Date, string>) =>
  instant
    .refine((date) => date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999, {
      error: 'must be in the years 1–9999 of UTC',
      abort: true,
    })
    .transform((date) => date.toISOString())

export const timestamp = asTimestamp(date)

export type JsonObject = Readonly<Record<string, unknown>>

export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'must be a JSON object',
)

/** What the graph would refuse an object as metadata for, or undefined. */
export function metadataProblem(value: JsonObject): string | undefined {
  if (!isWithin(value, MAX_METADATA_LEVELS)) return `must be at most ${MAX_METADATA_LEVELS} levels deep`
  if (Buffer.byteLength(JSON.stringify(value)) > MAX_METADATA_BYTES)
    return `must be at most ${MAX_METADATA_BYTES} bytes as JSON`
  if (!isAllStorable(value)) return NOT_STORABLE
  return isPoisoned(value) ? 'must not have a field __proto__, or constructor.prototype' : undefined
}

export const metadata = jsonObject.superRefine((value, issues) => {
  const message = metadataProblem(value)
  if (message) issues.addIssue({ code: 'custom', message })
})

/** Whether no value is nested deeper than `levels`. Looks no deeper than that itself. */
function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((child) => isWithin(child, levels - 1))
}

function isAllStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, child]) => isStorable(key) && isAllStorable(child))
}

/** Whether a server that guards against prototype poisoning, as fastify does, refuses a body with this in it. */
function isPoisoned(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(
    ([key, child]: [string, unknown]) =>
      key === '__proto__' || (key === 'constructor' && hasPrototype(child)) || isPoisoned(child),
  )
}

const hasPrototype = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype')
