import type { SandboxLimits } from './driver/types.ts'

const KIB = 1024
const MIB = 1024 * KIB

/** Every sandbox process is sized for these. */
export const MAXIMA: SandboxLimits = {
  memoryBytes: 512 * MIB,
  fileBytes: 8 * MIB,
  fileCount: 1_000,
  outputBytes: MIB,
}

export const MINIMA: SandboxLimits = { memoryBytes: 16 * MIB, fileBytes: 1, fileCount: 1, outputBytes: 1 }

export const DEFAULTS: SandboxLimits = {
  memoryBytes: 128 * MIB,
  fileBytes: MAXIMA.fileBytes,
  fileCount: MAXIMA.fileCount,
  outputBytes: 64 * KIB,
}

export const MAX_CODE_BYTES = 256 * KIB
export const MAX_ENV_BYTES = 32 * KIB

/** Of a sandbox's life, in seconds. */
export const MAX_LIFE_SECONDS = 86_400
/** Paused sandboxes of one user. */
export const MAX_PAUSED = 100
/** Copies made at once. */
export const MAX_FORKS = 16

export const MAX_TIMEOUT_MS = 60_000
export const DEFAULT_TIMEOUT_MS = 10_000

/** Bytes of file content in one answer: a whole sandbox's, both as text and as base64. */
export const MAX_ANSWER_BYTES = 2 * MAXIMA.fileBytes
