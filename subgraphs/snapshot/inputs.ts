import { z } from 'zod'
import { fileInput } from '../kit/files.ts'
import { id, optional, text, userRef } from '../kit/input.ts'
import { MAX_FILES } from './blocks/tree.ts'
import { MAX_SNAPSHOT_BYTES } from './limits.ts'

const label = optional(text(256))

export const createSnapshotInput = z.object({
  ...userRef,
  files: z
    // Paths are checked where trees are: whether one is right can depend on the others.
    .array(fileInput)
    .max(MAX_FILES, `must be at most ${MAX_FILES}`)
    .refine(
      (files) => files.reduce((sum, { content }) => sum + content.length, 0) <= MAX_SNAPSHOT_BYTES,
      `must be at most ${MAX_SNAPSHOT_BYTES} bytes together`,
    ),
  label,
})

export const cloneSnapshotInput = z.object({ ...userRef, snapshotId: id, label })
