import { ApiObject } from 'cdk8s'
import { k8s } from 'cdk8s-plus-32'
import type { Construct } from 'constructs'
import type { Part } from './parts.ts'
import { labelsOf } from './pod.ts'
import type { Values } from './values.ts'

const CPU_PERCENT = 70

/** Up at once, by doubling; down slowly, so that a lull does not throw warm caches away. */
const BEHAVIOR: k8s.HorizontalPodAutoscalerBehaviorV2 = {
  scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: 'Percent', value: 100, periodSeconds: 30 }] },
  scaleDown: {
    stabilizationWindowSeconds: 300,
    policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }],
  },
}

/** How many pods a part has: by CPU, and workers by the jobs that wait too. The runtime has one. */
export function scaling(scope: Construct, part: Part, values: Values): void {
  if (part.name === 'runtime') return
  const { min, max } = values.pods[part.kind]
  const metadata = { name: part.name, labels: labelsOf(part.name) }
  const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: part.name }

  if (part.kind === 'worker' && values.jobsPerWorker !== null && values.prometheus !== null) {
    new ApiObject(scope, `${part.name}-scaling`, {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata,
      spec: {
        scaleTargetRef: target,
        minReplicaCount: min,
        maxReplicaCount: max,
        // While the queue can't be read: what the least load takes, and CPU as ever.
        fallback: { failureThreshold: 3, replicas: min, behavior: 'currentReplicasIfHigher' },
        advanced: { horizontalPodAutoscalerConfig: { behavior: BEHAVIOR } },
        triggers: [
          { type: 'cpu', metricType: 'Utilization', metadata: { value: String(CPU_PERCENT) } },
          {
            type: 'prometheus',
            metadata: {
              serverAddress: values.prometheus.url,
              query: waitingJobs(part, values),
              threshold: String(values.jobsPerWorker),
            },
          },
        ],
      },
    })
    return
  }
  new k8s.KubeHorizontalPodAutoscalerV2(scope, `${part.name}-scaling`, {
    metadata,
    spec: {
      scaleTargetRef: target,
      minReplicas: min,
      maxReplicas: max,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: CPU_PERCENT } },
        },
      ],
      behavior: BEHAVIOR,
    },
  })
}

/** Every worker tells the whole queue's depth: of each job the most that one of them says. */
const waitingJobs = ({ name }: Part, { namespace }: Values) =>
  `sum(max by (job) (jobs_waiting{namespace="${namespace}", job=~"${name.replace(/-worker$/, '')}[.].+"}))`
