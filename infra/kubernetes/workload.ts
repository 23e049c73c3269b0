import type { Construct } from 'constructs'
import { k8s } from 'cdk8s-plus-32'
import { PORT, usesRole } from './parts.ts'
import type { Part } from './parts.ts'
import { labelsOf, podOf } from './pod.ts'
import type { Values } from './values.ts'

/** A part as the cluster runs it: its pods, its address and its budget of pods that may be away. */
export function workload(scope: Construct, part: Part, values: Values): void {
  const metadata = { name: part.name, labels: labelsOf(part.name) }
  const selector = { matchLabels: labelsOf(part.name) }
  const template = podOf(part, values)

  if (part.name === 'runtime') {
    // A sandbox lives in the process that made it, and no other can be asked for it: one process, with a name that it has
    // again after a restart, under which it finds what its predecessor left. No budget: it would keep nodes from draining.
    new k8s.KubeStatefulSet(scope, part.name, {
      metadata,
      spec: { replicas: 1, serviceName: part.name, selector, template },
    })
  } else {
    new k8s.KubeDeployment(scope, part.name, {
      metadata,
      spec: {
        // No replicas: that is the autoscaler's to say, and applying a manifest must not undo it.
        selector,
        template,
        revisionHistoryLimit: 3,
        minReadySeconds: 10,
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: {
            maxUnavailable: k8s.IntOrString.fromNumber(0),
            maxSurge: k8s.IntOrString.fromString('25%'),
          },
        },
      },
    })
    new k8s.KubePodDisruptionBudget(scope, `${part.name}-budget`, {
      metadata,
      spec: {
        selector,
        maxUnavailable: k8s.IntOrString.fromString(part.kind === 'worker' ? '25%' : '10%'),
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    })
  }

  if (part.kind === 'worker') return
  new k8s.KubeService(scope, `${part.name}-service`, {
    metadata,
    spec: {
      selector: labelsOf(part.name),
      ports: [{ name: 'http', port: PORT, targetPort: k8s.IntOrString.fromString('http') }],
    },
  })
}

/** Who a part is in the cluster and, where it takes an IAM role, on AWS. It has no rights in the cluster itself. */
export function serviceAccount(scope: Construct, part: Part, { roles }: Values): void {
  const role = roles !== 'pod-identity' && usesRole(part) ? roles[part.name] : undefined
  new k8s.KubeServiceAccount(scope, `${part.name}-account`, {
    metadata: {
      name: part.name,
      labels: labelsOf(part.name),
      ...(role && { annotations: { 'eks.amazonaws.com/role-arn': role } }),
    },
    automountServiceAccountToken: false,
  })
}
