import { z } from 'zod'
import { metadata, optional } from '../kit/input.ts'
import { isRefusedHeader, METHODS, parseHost } from './driver/egress/rules.ts'

const MAX_RULES = 20
const MAX_SECRETS = 10
const MAX_SECRET_BYTES = 16 * 1024

const host = z.string().transform((value, issues) => {
  const parsed = value.length <= 260 ? parseHost(value) : null
  if (parsed !== null) return parsed
  issues.addIssue({
    code: 'custom',
    message: 'must be a host as api.example.com, *.example.com or api.example.com:8443',
  })
  return z.NEVER
})

const methods = z
  .array(z.enum(METHODS, `must be of ${METHODS.join(', ')}`))
  .min(1, 'must not be empty')
  .max(METHODS.length, `must be at most ${METHODS.length}`)

/** What is wrong is told without any value. */
const secretHeaders = metadata(MAX_SECRET_BYTES)
  .refine((value) => Object.keys(value).length <= MAX_SECRETS, `must be at most ${MAX_SECRETS}`)
  .refine(
    (value) =>
      Object.keys(value).every((name) => /^[A-Za-z0-9-]{1,100}$/.test(name) && !isRefusedHeader(name)),
    'must have names of headers that may be set',
  )
  .refine(
    (value) =>
      Object.values(value).every((each) => typeof each === 'string' && /^[\x20-\x7e]{8,4096}$/.test(each)),
    'must have printable ASCII of 8–4,096 characters as values',
  )
  .transform((value) =>
    Object.fromEntries(Object.entries(value).map(([name, each]) => [name.toLowerCase(), String(each)])),
  )

export const networkInput = z.object({
  allow: z
    .array(
      z
        .object({ host, methods: optional(methods), secretHeaders: optional(secretHeaders) })
        .transform((rule) => ({
          host: rule.host,
          methods: rule.methods ?? METHODS.filter((method) => method !== 'OPTIONS'),
          secretHeaders: rule.secretHeaders ?? {},
        })),
    )
    .min(1, 'must not be empty')
    .max(MAX_RULES, `must be at most ${MAX_RULES}`),
})
