/** Bytes of all files of one snapshot. */
export const MAX_SNAPSHOT_BYTES = 8 * 1024 * 1024

/** Bytes of content in one answer: a whole snapshot's, both as text and as base64. */
export const MAX_ANSWER_BYTES = 2 * MAX_SNAPSHOT_BYTES

/** Bytes of a text that is compared line by line. */
export const MAX_DIFF_BYTES = 256 * 1024

/** How long a comparison of two texts may take, and all of one answer. */
export const MAX_DIFF_MS = 250
export const MAX_DIFFS_MS = 2_000
