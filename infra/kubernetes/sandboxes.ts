import { ApiObject, Chart } from 'cdk8s'
import type { App } from 'cdk8s'
import { k8s } from 'cdk8s-plus-32'
import { ofTheCluster } from './nodes.ts'
import { labelsOf, lockedDown, lockedDownContainer } from './pod.ts'
import type { Values } from './values.ts'

/** kubernetes-sigs/agent-sandbox. */
const GROUP = 'extensions.agents.x-k8s.io'
const API_VERSION = `${GROUP}/v1beta1`

/** Every agent listens here. */
export const AGENT_PORT = 4100
const PACKS = ['javascript', 'python'] as const

export const sandboxNamespace = ({ namespace }: Values) => `${namespace}-sandboxes`
export const poolOf = (pack: string) => `sandbox-${pack}`

/** What one pod takes: its agent and, for the largest limits, its interpreter. Measured at rest: 130 MB and 215 MB. */
const MEMORY = { javascript: '1Gi', python: '1280Mi' } as const

/**
 * Sandboxes as pods: a template and a warm pool for each pack, in a namespace of their own that lets in the runtime and lets
 * nothing out, and the runtime's right to claim from it.
 */
export function sandboxes(app: App, values: Values): void {
  const { pods, runtimeClass } = values.runtime
  if (pods === null) return
  const namespace = sandboxNamespace(values)
  const chart = new Chart(app, '2-sandboxes', { namespace, disableResourceNameHashes: true })
  ofTheCluster(
    new k8s.KubeNamespace(chart, 'namespace', {
      metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    }),
  )
  new k8s.KubeNetworkPolicy(chart, 'nothing', {
    metadata: { name: 'nothing' },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  })
  for (const pack of PACKS) {
    new ApiObject(chart, `${pack}-template`, {
      apiVersion: API_VERSION,
      kind: 'SandboxTemplate',
      metadata: { name: poolOf(pack) },
      spec: {
        podTemplate: {
          metadata: { labels: labelsOf('sandbox') },
          spec: podOf(pack, values, pods.adoptionPublicKey, runtimeClass?.name ?? null),
        },
        // No egress at all, DNS neither. From the runtime alone comes in what there is.
        networkPolicy: {
          ingress: [
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': values.namespace } },
                  podSelector: { matchLabels: labelsOf('runtime') },
                },
              ],
              ports: [{ protocol: 'TCP', port: AGENT_PORT }],
            },
          ],
        },
        networkPolicyManagement: 'Managed',
        // Told after adoption: a claim with an environment would not be served from the pool.
        envVarsInjectionPolicy: 'Disallowed',
      },
    })
    new ApiObject(chart, `${pack}-pool`, {
      apiVersion: API_VERSION,
      kind: 'SandboxWarmPool',
      metadata: { name: poolOf(pack) },
      spec: {
        replicas: pods.warm,
        sandboxTemplateRef: { name: poolOf(pack) },
        updateStrategy: { type: 'Recreate' },
      },
    })
  }
  new k8s.KubeRole(chart, 'claims', {
    metadata: { name: 'claims' },
    rules: [
      {
        apiGroups: [GROUP],
        resources: ['sandboxclaims'],
        verbs: ['create', 'get', 'list', 'watch', 'patch', 'delete'],
      },
      {
        apiGroups: [GROUP],
        resources: ['sandboxwarmpools', 'sandboxtemplates'],
        resourceNames: PACKS.map(poolOf),
        verbs: ['get'],
      },
    ],
  })
  new k8s.KubeRoleBinding(chart, 'runtime-claims', {
    metadata: { name: 'runtime-claims' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'claims' },
    subjects: [{ kind: 'ServiceAccount', name: 'runtime', namespace: values.namespace }],
  })
}

function podOf(
  pack: (typeof PACKS)[number],
  { image }: Values,
  publicKey: string,
  runtimeClass: string | null,
) {
  const memory = MEMORY[pack]
  const probe = { httpGet: { path: '/readyz', port: AGENT_PORT }, periodSeconds: 2, timeoutSeconds: 2 }
  return {
    automountServiceAccountToken: lockedDown.automountServiceAccountToken,
    enableServiceLinks: false,
    securityContext: lockedDown.securityContext,
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '256Mi' } }],
    // One pod, one sandbox: when it has ended, so has the pod.
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 10,
    ...(runtimeClass !== null && { runtimeClassName: runtimeClass }),
    containers: [
      {
        ...lockedDownContainer,
        name: 'agent',
        image,
        args: ['dist/subgraphs/runtime/agent/main.js'],
        ports: [{ name: 'agent', containerPort: AGENT_PORT }],
        env: [
          { name: 'HOST', value: '0.0.0.0' },
          { name: 'PORT', value: String(AGENT_PORT) },
          { name: 'SANDBOX_PACK', value: pack },
          { name: 'SANDBOX_ADOPTION_PUBLIC_KEY', value: publicKey },
          { name: 'POD_IPS', valueFrom: { fieldRef: { fieldPath: 'status.podIPs' } } },
        ],
        resources: { requests: { cpu: '250m', memory }, limits: { memory } },
        readinessProbe: probe,
      },
    ],
  }
}
