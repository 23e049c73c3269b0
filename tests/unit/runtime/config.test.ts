import { generateKeyPairSync } from 'node:crypto'
import { hostname } from 'node:os'
import { describe, expect, it } from '@jest/globals'
import { ConfigError } from '../../../subgraphs/kit/config.ts'
import { readConfig } from '../../../subgraphs/runtime/config.ts'

const needed = {
  DATABASE_URL: 'postgres://127.0.0.1/postgres',
  IDENTITY_SECRET: 'a secret of more than thirty-two characters',
}

describe('runtime configuration', () => {
  it('needs nothing of its own', () => {
    expect(readConfig(needed)).toMatchObject({
      port: 4004,
      sandboxes: {
        warm: 1,
        max: 16,
        maxPerApp: 12,
        queue: 16,
        idleMs: 900_000,
        host: `${hostname()}:4004`,
        requireNamespace: false,
      },
    })
  })

  it('takes what it is given', () => {
    const { sandboxes } = readConfig({
      ...needed,
      SANDBOX_POOL_SIZE: '0',
      SANDBOX_MAX: '5',
      SANDBOX_MAX_PER_APP: '2',
      SANDBOX_QUEUE: '3',
      SANDBOX_PAUSED_DAYS: '1',
      SANDBOX_EGRESS_PRIVATE: '10.1.0.0/16,::1',
      SANDBOX_IDLE_SECONDS: '60',
      SANDBOX_HOST: 'runtime-0',
      REQUIRED_ISOLATION: 'namespace',
      PACKS_DIR: '/packs',
    })
    expect(sandboxes).toEqual({
      warm: 0,
      max: 5,
      maxPerApp: 2,
      queue: 3,
      pausedMs: 86_400_000,
      privateRanges: [
        { address: '10.1.0.0', bits: 16 },
        { address: '::1', bits: 128 },
      ],
      idleMs: 60_000,
      host: 'runtime-0',
      packsDir: '/packs',
      layersDir: null,
      cluster: null,
      requireNamespace: true,
    })
  })

  it('wants, for a cluster, a key with which pods are adopted', () => {
    const cluster = { ...needed, SANDBOX_DRIVER: 'kubernetes', SANDBOX_POOLS: '{"python": "mine"}' }
    expect(() => readConfig(cluster)).toThrow(/SANDBOX_ADOPTION_KEY/)
    for (const type of ['ed25519', 'x25519'] as const) {
      const { privateKey } = generateKeyPairSync(type as 'ed25519')
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      const read = () => readConfig({ ...cluster, SANDBOX_ADOPTION_KEY: pem }).sandboxes.cluster
      if (type === 'x25519') expect(read).toThrow(/private key of Ed25519/)
      else expect(read()).toMatchObject({ pools: { python: 'mine' }, agentPort: 4100, leaseMs: 600_000 })
    }
  })

  it('tells all that is wrong at once', () => {
    const wrong = {
      SANDBOX_POOL_SIZE: '-1',
      SANDBOX_MAX: 'many',
      SANDBOX_MAX_PER_APP: '0',
      SANDBOX_QUEUE: '-1',
      SANDBOX_PAUSED_DAYS: '0',
      SANDBOX_EGRESS_PRIVATE: '10.1.0.0/99',
      SANDBOX_IDLE_SECONDS: '0.5',
      REQUIRED_ISOLATION: 'vm',
    }
    const read = () => readConfig({ ...needed, ...wrong })
    expect(read).toThrow(ConfigError)
    for (const name of Object.keys(wrong)) expect(read).toThrow(name)
  })
})
