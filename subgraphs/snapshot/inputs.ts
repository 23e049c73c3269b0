import { z } from 'zod'
import { fileInput } from '../kit/files.ts'
import { id, optional, text, timestamp, userRef } from '../kit/input.ts'
import { MAX_FILES } from './blocks/tree.ts'
import { MAX_SNAPSHOT_BYTES } from './limits.ts'

const label = optional(text(256))

const inFuture = timestamp.refine((date) => date.getTime() > Date.now(), 'must be in the future')

/** How long a snapshot stays. */
const stay = {
  expiresAt: optional(inFuture),
  keep: optional(z.boolean()),
}

export const createSnapshotInput = z.object({
  ...userRef,
  ...stay,
  sandboxId: optional(id),
  files: optional(
    z
      // Paths are checked where trees are: whether one is right can depend on the others.
      .array(fileInput)
      .max(MAX_FILES, `must be at most ${MAX_FILES}`)
      .refine(
        (files) => files.reduce((sum, { content }) => sum + content.length, 0) <= MAX_SNAPSHOT_BYTES,
        `must be at most ${MAX_SNAPSHOT_BYTES} bytes together`,
      ),
  ),
  label,
  parentId: optional(id),
  idempotencyKey: optional(text(128)),
})

/** Of an upload: the same, as texts of a URL. */
export const uploadInput = z.strictObject({
  ...userRef,
  label,
  parentId: optional(id),
  expiresAt: optional(
    z.iso
      .datetime({ offset: true, error: 'must be a date and time, as 2027-01-31T12:00:00Z' })
      .transform((text) => new Date(text))
      .pipe(inFuture),
  ),
  keep: optional(z.enum(['true', 'false'], 'must be true or false')).transform((value) =>
    value === null ? null : value === 'true',
  ),
  idempotencyKey: optional(text(128)),
})

export const downloadArgs = z.object({
  expiresInSeconds: z
    .int()
    .min(1, 'must be 1–3600')
    .max(3_600, 'must be 1–3600')
    .nullish()
    .transform((value) => value ?? 900),
})

export const cloneSnapshotInput = z.object({ ...userRef, ...stay, snapshotId: id, label })

export const updateSnapshotInput = z.object({ ...stay, id, label })

export const snapshotsArgs = z.object({
  filter: optional(
    z.object({
      label,
      sandboxId: optional(id),
      parentId: optional(id),
      createdAfter: optional(timestamp),
      createdBefore: optional(timestamp),
    }),
  ),
})

export type SnapshotFilter = NonNullable<z.output<typeof snapshotsArgs>['filter']>
