import { z } from 'zod'
import { fileInput } from '../kit/files.ts'
import { id, metadata, optional, text, userRef } from '../kit/input.ts'
import { isFilePath } from './driver/files.ts'
import { MAX_LAYERS } from './packs/layers/limits.ts'
import { MAX_REQUIREMENTS_BYTES } from './packs/resolve/types.ts'
import {
  DEFAULTS,
  DEFAULT_TIMEOUT_MS,
  MAXIMA,
  MAX_CODE_BYTES,
  MAX_ENV_BYTES,
  MAX_FORKS,
  MAX_LIFE_SECONDS,
  MAX_TIMEOUT_MS,
  MINIMA,
} from './limits.ts'
import { networkInput } from './network-input.ts'
import type { SandboxFilter } from './store/sandboxes.ts'

const whole = (min: number, max: number) => {
  const message = `must be a whole number, ${min}–${max}`
  return z.int(message).min(min, message).max(max, message)
}

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)

const limit = (name: keyof typeof DEFAULTS) =>
  whole(MINIMA[name], MAXIMA[name])
    .nullish()
    .transform((value) => value ?? DEFAULTS[name])

const limits = z
  .object({
    memoryBytes: limit('memoryBytes'),
    fileBytes: limit('fileBytes'),
    fileCount: limit('fileCount'),
    outputBytes: limit('outputBytes'),
  })
  .nullish()
  .transform((given) => given ?? DEFAULTS)

const file = fileInput.refine(({ path }) => isFilePath(path), {
  path: ['path'],
  error:
    'must be a relative path of at most 512 bytes, without empty, "." or ".." segments, backslashes or control characters',
})
const files = z.array(file).max(MAXIMA.fileCount, `must be at most ${MAXIMA.fileCount}`)

const environment = metadata(MAX_ENV_BYTES)
  .refine(
    (value) => Object.keys(value).every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)),
    'must have names of letters, digits and _ that begin with no digit',
  )
  .refine(
    (value) => Object.values(value).every((content) => typeof content === 'string'),
    'must have strings as values',
  )
  .transform((value) => value as Readonly<Record<string, string>>)

const life = whole(1, MAX_LIFE_SECONDS)
const network = optional(networkInput)

export const createSandboxInput = z.object({
  ...userRef,
  pack: z.string(),
  layers: optional(
    z
      .array(z.string().max(64, 'must be the name of a layer'))
      .max(MAX_LAYERS, `must be at most ${MAX_LAYERS}`)
      .refine((names) => new Set(names).size === names.length, 'must not have the same twice'),
  ),
  files: optional(files),
  env: optional(environment),
  limits,
  metadata: optional(metadata()),
  timeoutSeconds: optional(life),
  network,
})

export type NewSandboxInput = z.output<typeof createSandboxInput>

export const pauseSandboxInput = z.object({ sandboxId: id, requireMemory: flag })
export const resumeSandboxInput = z.object({ sandboxId: id, network })
export const forkSandboxInput = z.object({
  sandboxId: id,
  count: whole(1, MAX_FORKS)
    .nullish()
    .transform((value) => value ?? 1),
  network,
})
export const extendSandboxInput = z.object({ sandboxId: id, seconds: life })

const MAX_FILTERED = 10
const sandboxFilter = z.object({
  state: optional(z.enum(['RUNNING', 'PAUSED', 'STOPPED', 'LOST'])),
  metadata: metadata()
    .refine(
      (value) => Object.values(value).every((each) => ['string', 'number', 'boolean'].includes(typeof each)),
      'must have texts, numbers and booleans as values',
    )
    .refine((value) => Object.keys(value).length <= MAX_FILTERED, `must have at most ${MAX_FILTERED} names`)
    .nullish()
    .transform((value) => (value ?? {}) as SandboxFilter['metadata']),
})
export const filterInput = z
  .object({ filter: sandboxFilter.nullish() })
  .transform(({ filter }): SandboxFilter => filter ?? { state: null, metadata: {} })

export const fileArguments = z.object({ path: z.string() })
export const rangeArguments = z.object({
  offset: z.int().min(0, 'must not be negative'),
  length: whole(1, MAXIMA.fileBytes),
})

export const resolveDependenciesInput = z.object({
  pack: z.string(),
  requirements: text(MAX_REQUIREMENTS_BYTES, 0),
})

/** Into a sandbox that is running, or a new one as createSandbox makes it. */
export const restoreSnapshotInput = createSandboxInput
  .omit({ files: true })
  .extend({ snapshotId: id, sandboxId: optional(id), pack: optional(z.string()) })

export const runCodeInput = z.object({
  sandboxId: id,
  code: text(MAX_CODE_BYTES),
  timeoutMs: whole(1, MAX_TIMEOUT_MS)
    .nullish()
    .transform((value) => value ?? DEFAULT_TIMEOUT_MS),
  streamOutput: flag,
})

export const writeFilesInput = z.object({ sandboxId: id, files: files.min(1, 'must not be empty') })
