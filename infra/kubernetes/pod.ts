import { k8s } from 'cdk8s-plus-32'
import { placement } from './nodes.ts'
import { DRAIN_SECONDS, METRICS_PORT, PORT } from './parts.ts'
import type { Part, SecretVariable, Size } from './parts.ts'
import type { Values } from './values.ts'

export const labelsOf = (name: string) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'agent-state',
})

/** The Secret that holds every secret variable; a container is given only those that its part reads. */
export const secretName = ({ secrets }: Values) => ('existing' in secrets ? secrets.existing : 'agent-state')

/** How long a process may take after SIGTERM: it serves on, and `runProcess` ends it 5 s after that. */
const PROCESS_DRAIN_SECONDS = DRAIN_SECONDS + 5
/** Until every node has heard that a pod is no endpoint any more. */
const ENDPOINT_SECONDS = 10
const SLACK_SECONDS = 5

/**
 * How long a pod that is to end goes on serving. The load balancer stops sending to the gateway and waits for what is in
 * flight: it must not find the door closed before it has finished.
 */
export function drainSeconds(part: Part, { edge }: Values): number {
  switch (part.kind) {
    case 'gateway':
      return edge.deregistrationSeconds + SLACK_SECONDS
    case 'subgraph':
      return ENDPOINT_SECONDS
    case 'worker':
      return 0
    default:
      return part.kind satisfies never
  }
}

const TMP_MIB = 256
/** Tars that come in wait in /tmp until they are whole: as many at a time as a process takes, each as large as may be. */
const UPLOADS_MIB = 4 * 256

const tmpOf = (mib: number) => ({
  name: 'tmp',
  emptyDir: { sizeLimit: k8s.Quantity.fromString(`${mib}Mi`) },
})

/** What is the same for every pod: no root, no privileges, no writing but to /tmp, no token of the cluster. */
export const lockedDown = {
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  volumes: [tmpOf(TMP_MIB)],
} satisfies Partial<k8s.PodSpec>

export const lockedDownContainer = {
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
} satisfies Partial<k8s.Container>

export const secretEnv = (secrets: readonly SecretVariable[], values: Values): k8s.EnvVar[] =>
  secrets.map(({ name, optional }) => ({
    name,
    valueFrom: { secretKeyRef: { name: secretName(values), key: name, ...(optional && { optional }) } },
  }))

export const resourcesOf = ({ cpu, memory }: Size): k8s.ResourceRequirements => ({
  requests: {
    cpu: k8s.Quantity.fromString(`${cpu}m`),
    memory: k8s.Quantity.fromString(`${memory}Mi`),
  },
  limits: { memory: k8s.Quantity.fromString(`${memory}Mi`) },
})

/** The pod of a part. Its memory is all that it may take; its CPU is what it is sure of. */
export function podOf(part: Part, values: Values): k8s.PodTemplateSpec {
  const drain = drainSeconds(part, values)
  return {
    metadata: { labels: labelsOf(part.name) },
    spec: {
      ...lockedDown,
      ...(part.name === 'snapshot' && { volumes: [tmpOf(TMP_MIB + UPLOADS_MIB)] }),
      serviceAccountName: part.name,
      terminationGracePeriodSeconds: drain + PROCESS_DRAIN_SECONDS + SLACK_SECONDS,
      // It asks the cluster for its sandboxes.
      ...(part.name === 'runtime' && values.runtime.pods && { automountServiceAccountToken: true }),
      ...placement(part, values),
      topologySpreadConstraints: spread(part, values),
      containers: [
        {
          ...lockedDownContainer,
          name: part.name,
          image: values.image,
          args: [part.module],
          ports: [
            { name: 'http', containerPort: PORT },
            { name: 'metrics', containerPort: METRICS_PORT },
          ],
          env: [
            ...Object.entries(part.env).map(([name, value]) => ({ name, value })),
            ...secretEnv(part.secrets, values),
          ],
          resources: resourcesOf(part.size),
          ...probes(),
          ...(drain > 0 && { lifecycle: { preStop: { sleep: { seconds: drain } } } }),
        },
      ],
    },
  }
}

function probes() {
  const at = (path: string) => ({
    httpGet: { path, port: k8s.IntOrString.fromString('http') },
    timeoutSeconds: 3,
  })
  return {
    startupProbe: { ...at('/livez'), periodSeconds: 2, failureThreshold: 60 },
    livenessProbe: { ...at('/livez'), periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: {
      ...at('/readyz'),
      periodSeconds: 5,
      failureThreshold: 2,
    },
  }
}

/** Evenly over zones, which a pod waits for, and over nodes where that is possible. */
function spread(part: Part, { zones }: Values): k8s.TopologySpreadConstraint[] {
  const over = (topologyKey: string, whenUnsatisfiable: string): k8s.TopologySpreadConstraint => ({
    topologyKey,
    whenUnsatisfiable,
    maxSkew: 1,
    labelSelector: { matchLabels: labelsOf(part.name) },
    matchLabelKeys: ['pod-template-hash'],
  })
  const nodes = over('kubernetes.io/hostname', 'ScheduleAnyway')
  return zones > 1 ? [over('topology.kubernetes.io/zone', 'DoNotSchedule'), nodes] : [nodes]
}
