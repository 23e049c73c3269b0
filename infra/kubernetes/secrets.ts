import { ApiObject } from 'cdk8s'
import type { Construct } from 'constructs'
import { secretName } from './pod.ts'
import type { Values } from './values.ts'

const STORE = { secrets: 'secrets-manager', parameters: 'parameter-store' } as const

/** The Secret of the platform, from the store that holds it. A pod reads it when it starts. */
export function secrets(scope: Construct, values: Values): void {
  if ('existing' in values.secrets) return
  const external = (spec: object) =>
    new ApiObject(scope, 'secrets', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: secretName(values) },
      spec: { refreshInterval: '5m', ...spec },
    })
  const target = { name: secretName(values), creationPolicy: 'Owner' }
  if ('clusterSecretStore' in values.secrets) {
    const { clusterSecretStore, key } = values.secrets
    external({
      secretStoreRef: { kind: 'ClusterSecretStore', name: clusterSecretStore },
      target,
      dataFrom: [{ extract: { key } }],
    })
    return
  }
  const { region, prefix, databases } = values.secrets
  stores(scope, region)
  const secret = (secretKey: string, name: string) => ({ secretKey, remoteRef: { key: `${prefix}/${name}` } })
  const parameter = (secretKey: string, name: string) => ({
    secretKey,
    remoteRef: { key: `/${prefix}/${name}` },
    sourceRef: { storeRef: { kind: 'SecretStore', name: STORE.parameters } },
  })
  external({
    secretStoreRef: { kind: 'SecretStore', name: STORE.secrets },
    target: {
      ...target,
      template: {
        engineVersion: 'v2',
        data: {
          IDENTITY_SECRET: '{{ .identity }}',
          REDIS_URL: 'rediss://:{{ .cachePassword | urlquery }}@{{ .cacheAddress }}?cluster=on',
          SHARD_MAP: shardMapTemplate(databases),
        },
      },
    },
    data: [
      secret('identity', 'identity'),
      secret('cachePassword', 'cache'),
      parameter('cacheAddress', 'cache'),
      parameter('shardMap', 'shard-map'),
      ...databases.map((name) => secret(loginOf(name), `database/${name}/application`)),
    ],
  })
}

/** Reads as External Secrets itself may, by the role of its own pods. */
function stores(scope: Construct, region: string): void {
  const services = { [STORE.secrets]: 'SecretsManager', [STORE.parameters]: 'ParameterStore' }
  for (const [name, service] of Object.entries(services))
    new ApiObject(scope, name, {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: { name },
      spec: { provider: { aws: { service, region } } },
    })
}

const loginOf = (database: string) => `login_${database.replaceAll('-', '_')}`

/** In the map as it is published each URL has its database's name where the login belongs. */
const shardMapTemplate = (databases: readonly string[]): string => {
  const read = databases.map((name) => `{{ $${loginOf(name)} := .${loginOf(name)} | fromJson }}`)
  const put = databases.map((name) => {
    const part = (of: string) => `(urlquery $${loginOf(name)}.${of})`
    return `| replace "//${name}@" (printf "//%s:%s@" ${part('username')} ${part('password')})`
  })
  return `${read.join('')}{{ .shardMap ${put.join(' ')} }}`
}
