import { ApiObject } from 'cdk8s'
import type { Construct } from 'constructs'
import { secretName } from './pod.ts'
import type { Values } from './values.ts'

/** The Secret of the platform, from the store that holds it. A pod reads it when it starts. */
export function secrets(scope: Construct, values: Values): void {
  if ('existing' in values.secrets) return
  const { clusterSecretStore, key } = values.secrets
  new ApiObject(scope, 'secrets', {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: secretName(values) },
    spec: {
      refreshInterval: '5m',
      secretStoreRef: { kind: 'ClusterSecretStore', name: clusterSecretStore },
      target: { name: secretName(values), creationPolicy: 'Owner' },
      dataFrom: [{ extract: { key } }],
    },
  })
}
