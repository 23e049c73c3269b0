import { isUtf8 } from 'node:buffer'
import { z } from 'zod'
import { optional } from './input.ts'

/** Without lone surrogates, which UTF-8 would silently replace. */
const content = z
  .string()
  .refine((value) => value.isWellFormed(), 'must be Unicode text')
  .transform((value) => Buffer.from(value))

/** Canonical: only what is the encoding of its own bytes, which `Buffer.from` alone does not ask for. */
const contentBase64 = z.string().transform((value, issues) => {
  const bytes = Buffer.from(value, 'base64')
  if (bytes.toString('base64') === value) return bytes
  issues.addIssue({ code: 'custom', message: 'is not base64 (RFC 4648, with padding and no line breaks)' })
  return z.NEVER
})

/** A file of an input, as `{path, content: bytes}`. Which paths are right is for whoever keeps the files to say. */
export const fileInput = z
  .object({ path: z.string(), content: optional(content), contentBase64: optional(contentBase64) })
  .transform(({ path, content, contentBase64 }, issues) => {
    const bytes = content ?? contentBase64
    if (bytes !== null && (content === null || contentBase64 === null)) return { path, content: bytes }
    issues.addIssue({ code: 'custom', message: 'must have exactly one of content and contentBase64' })
    return z.NEVER
  })

/** A file's bytes as text; null where they are not UTF-8. */
export const textOf = (bytes: Uint8Array): string | null =>
  isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString() : null
