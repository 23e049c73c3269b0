import { z } from 'zod'
import { parseEnv } from '../../subgraphs/kit/config.ts'
import type { Env } from '../../subgraphs/kit/config.ts'

// Defaults are AWS's own example values: enough to synthesise and to read, not to deploy.
const schema = z.object({
  AWS_ACCOUNT_ID: z
    .string()
    .regex(/^\d{12}$/, 'must be 12 digits')
    .default('111122223333'),
  DOMAIN: z.hostname('must be a domain name').default('agent-state.example.com'),
  HOSTED_ZONE_ID: z
    .string()
    .regex(/^Z[A-Z0-9]+$/, 'must be the id of a Route 53 hosted zone, Z…')
    .default('Z0EXAMPLE'),
  GITHUB_REPOSITORY: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name')
    .default('example/agent-state'),
})

/** Whose account, and which domain the platform is served under; its hosted zone is in Route 53. */
export function readConfig(env: Env = process.env) {
  const { AWS_ACCOUNT_ID, DOMAIN, HOSTED_ZONE_ID, GITHUB_REPOSITORY } = parseEnv(schema, env)
  return {
    account: AWS_ACCOUNT_ID,
    domain: DOMAIN,
    hostedZoneId: HOSTED_ZONE_ID,
    /** Whose deployments may change a stage. */
    repository: GITHUB_REPOSITORY,
  }
}

export type AwsConfig = ReturnType<typeof readConfig>
