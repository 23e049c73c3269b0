import { z } from 'zod'
import { id, optional, text, userRef } from '../kit/input.ts'
import { MAX_FILES } from './blocks/tree.ts'
import { MAX_SNAPSHOT_BYTES } from './limits.ts'

const label = optional(text(256))

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

/** Paths are checked where trees are: whether one is right can depend on the others. */
const file = z
  .object({ path: z.string(), content: optional(content), contentBase64: optional(contentBase64) })
  .transform(({ path, content, contentBase64 }, issues) => {
    const bytes = content ?? contentBase64
    if (bytes !== null && (content === null || contentBase64 === null)) return { path, content: bytes }
    issues.addIssue({ code: 'custom', message: 'must have exactly one of content and contentBase64' })
    return z.NEVER
  })

export const createSnapshotInput = z.object({
  ...userRef,
  files: z
    .array(file)
    .max(MAX_FILES, `must be at most ${MAX_FILES}`)
    .refine(
      (files) => files.reduce((sum, { content }) => sum + content.length, 0) <= MAX_SNAPSHOT_BYTES,
      `must be at most ${MAX_SNAPSHOT_BYTES} bytes together`,
    ),
  label,
})

export const cloneSnapshotInput = z.object({ ...userRef, snapshotId: id, label })
