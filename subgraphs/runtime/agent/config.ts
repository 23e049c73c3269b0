import { resolve } from 'node:path'
import { z } from 'zod'
import { parseEnv, port } from '../../kit/config.ts'
import type { Env } from '../../kit/config.ts'
import { readPublicKey } from '../driver/kubernetes/adoption.ts'
import { BUILT_FOLDER } from '../packs/built.ts'

const schema = z.object({
  HOST: z.string().default('0.0.0.0'),
  PORT: port.default(4100),
  SANDBOX_PACK: z.enum(['javascript', 'python'], 'must be javascript or python'),
  PACKS_DIR: z.string().default(BUILT_FOLDER),
  SANDBOX_ADOPTION_PUBLIC_KEY: z
    .string('must be set: the public half of SANDBOX_ADOPTION_KEY, in PEM')
    .transform((pem, issues) => {
      try {
        return readPublicKey(pem)
      } catch {
        issues.addIssue({ code: 'custom', message: 'must be a public key of Ed25519 in PEM' })
        return z.NEVER
      }
    }),
  POD_IPS: z
    .string('must be set: the addresses of this pod, with commas between them')
    .transform((text) => text.split(',').filter((address) => address !== ''))
    .refine((addresses) => addresses.length > 0, 'must have an address'),
})

export function readConfig(env: Env = process.env) {
  const parsed = parseEnv(schema, env)
  return {
    host: parsed.HOST,
    port: parsed.PORT,
    pack: parsed.SANDBOX_PACK,
    packsDir: resolve(parsed.PACKS_DIR),
    adoptionKey: parsed.SANDBOX_ADOPTION_PUBLIC_KEY,
    /** What an adoption must be for. */
    addresses: parsed.POD_IPS,
  }
}

export type AgentConfig = ReturnType<typeof readConfig>
