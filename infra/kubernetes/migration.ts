import { createHash } from 'node:crypto'
import { k8s } from 'cdk8s-plus-32'
import type { Construct } from 'constructs'
import { placement } from './nodes.ts'
import { DATABASE } from './parts.ts'
import { labelsOf, lockedDown, lockedDownContainer, resourcesOf, secretEnv } from './pod.ts'
import type { Values } from './values.ts'

export const MIGRATION = 'migrate'

/**
 * Brings the shards up to what this image needs, before its other parts start. A Job can't be changed: each image has one
 * of its own, and applying it again does nothing.
 */
export function migration(scope: Construct, values: Values): void {
  const image = createHash('sha256').update(values.image).digest('hex').slice(0, 10)
  new k8s.KubeServiceAccount(scope, 'account', {
    metadata: { name: MIGRATION, labels: labelsOf(MIGRATION) },
    automountServiceAccountToken: false,
  })
  new k8s.KubeJob(scope, 'job', {
    metadata: { name: `${MIGRATION}-${image}`, labels: labelsOf(MIGRATION) },
    spec: {
      // A run that is killed is continued by the next.
      backoffLimit: 3,
      activeDeadlineSeconds: 3_600,
      ttlSecondsAfterFinished: 7 * 86_400,
      template: {
        metadata: { labels: labelsOf(MIGRATION) },
        spec: {
          ...lockedDown,
          ...placement({ kind: 'subgraph', name: MIGRATION }, values),
          serviceAccountName: MIGRATION,
          restartPolicy: 'Never',
          containers: [
            {
              ...lockedDownContainer,
              name: MIGRATION,
              image: values.image,
              args: ['dist/infra/migrate/main.js'],
              env: secretEnv(DATABASE, values),
              resources: resourcesOf({ cpu: 100, memory: 256 }),
            },
          ],
        },
      },
    },
  })
}
