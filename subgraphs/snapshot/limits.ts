/** Bytes of all files of one snapshot. */
export const MAX_SNAPSHOT_BYTES = 8 * 1024 * 1024

/** Bytes of content in one answer: a whole snapshot's, both as text and as base64. */
export const MAX_ANSWER_BYTES = 2 * MAX_SNAPSHOT_BYTES
