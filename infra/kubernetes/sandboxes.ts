import { ApiObject } from 'cdk8s'
import { k8s } from 'cdk8s-plus-32'
import type { Construct } from 'constructs'
import { ofTheCluster } from './nodes.ts'
import { labelsOf, lockedDown, lockedDownContainer } from './pod.ts'
import type { Values } from './values.ts'

const GROUP = 'extensions.agents.x-k8s.io'
/** https://github.com/kubernetes-sigs/agent-sandbox */
const API_VERSION = `${GROUP}/v1beta1`
/** Where the agent in a sandbox's pod hears the runtime. */
export const AGENT_PORT = 4100
const AGENT = 'dist/subgraphs/runtime/agent/main.js'

/** What a pod of each pack takes: its interpreter as the runtime's README has it, the default limit, and the agent. */
const PACKS = {
  javascript: { cpu: 125, memory: 60 + 128 + 128 },
  python: { cpu: 125, memory: 215 + 128 + 128 },
} as const

/** Pods of sandboxes are in a namespace of their own, where there is no secret to be had. */
export const sandboxNamespace = ({ namespace }: Pick<Values, 'namespace'>) => `${namespace}-sandboxes`

/**
 * What the runtime claims its sandboxes from, where they are pods: a template and a warm pool for each pack. A pod reaches
 * nothing, not even names, and only the runtime reaches it; it has no token, no secret, and under a RuntimeClass a kernel of
 * its own.
 */
export function sandboxes(scope: Construct, values: Values): void {
  if (values.runtime.driver !== 'kubernetes') return
  const namespace = sandboxNamespace(values)
  ofTheCluster(
    new k8s.KubeNamespace(scope, 'sandbox-namespace', {
      metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    }),
  )
  closed(scope, values)
  rights(scope, values)
  const warm = Math.max(1, Math.floor(values.runtime.sandboxes / 8))
  for (const [pack, size] of Object.entries(PACKS)) {
    new ApiObject(scope, `sandbox-template-${pack}`, {
      apiVersion: API_VERSION,
      kind: 'SandboxTemplate',
      metadata: { name: pack, namespace },
      spec: {
        // Ours let in the runtime alone; what the controller makes by itself lets pods out to the internet.
        networkPolicyManagement: 'Managed',
        networkPolicy: { ingress: [fromRuntime(values)], egress: [] },
        podTemplate: {
          metadata: { labels: labelsOf(`sandbox-${pack}`) },
          spec: agentPod(pack, size, values),
        },
      },
    })
    new ApiObject(scope, `sandbox-pool-${pack}`, {
      apiVersion: API_VERSION,
      kind: 'SandboxWarmPool',
      metadata: { name: pack, namespace },
      spec: { replicas: warm, sandboxTemplateRef: { name: pack } },
    })
  }
}

const agentPod = (pack: string, size: { cpu: number; memory: number }, values: Values) => ({
  ...lockedDown,
  // The runtime ends a sandbox by its claim; there is nothing to drain.
  terminationGracePeriodSeconds: 5,
  restartPolicy: 'Never',
  dnsPolicy: 'None',
  dnsConfig: { nameservers: ['127.0.0.1'] },
  ...(values.runtime.runtimeClass && { runtimeClassName: values.runtime.runtimeClass.name }),
  volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '256Mi' } }],
  containers: [
    {
      ...lockedDownContainer,
      name: 'sandbox',
      image: values.image,
      args: [AGENT],
      ports: [{ name: 'agent', containerPort: AGENT_PORT }],
      env: [
        { name: 'HOST', value: '0.0.0.0' },
        { name: 'PORT', value: String(AGENT_PORT) },
        { name: 'SANDBOX_PACK', value: pack },
        { name: 'SANDBOX_ADOPTION_PUBLIC_KEY', value: values.runtime.adoptionPublicKey ?? '' },
        // An adoption is for one pod: what another was told is of no use here.
        { name: 'POD_IPS', valueFrom: { fieldRef: { fieldPath: 'status.podIPs' } } },
      ],
      resources: {
        requests: { cpu: `${size.cpu}m`, memory: `${size.memory}Mi` },
        limits: { cpu: '1', memory: `${size.memory}Mi` },
      },
      readinessProbe: { tcpSocket: { port: 'agent' }, periodSeconds: 1 },
    },
  ],
})

const fromRuntime = ({ namespace }: Values) => ({
  from: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      podSelector: { matchLabels: labelsOf('runtime') },
    },
  ],
  ports: [{ protocol: 'TCP', port: AGENT_PORT }],
})

/** Holds for every pod of the namespace, whatever a template says. */
function closed(scope: Construct, values: Values): void {
  const { from, ports } = fromRuntime(values)
  new k8s.KubeNetworkPolicy(scope, 'sandbox-network', {
    metadata: { name: 'closed', namespace: sandboxNamespace(values) },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from,
          ports: ports.map(({ protocol, port }) => ({ protocol, port: k8s.IntOrString.fromNumber(port) })),
        },
      ],
    },
  })
}

/** The runtime makes and ends claims there, and may nothing else in the cluster: it can't make a pod that it designs. */
function rights(scope: Construct, values: Values): void {
  const rule = (resources: string[], verbs: string[]) => ({ apiGroups: [GROUP], resources, verbs })
  new k8s.KubeRole(scope, 'sandbox-role', {
    metadata: { name: 'runtime', namespace: sandboxNamespace(values) },
    rules: [
      rule(['sandboxclaims'], ['create', 'get', 'list', 'watch', 'patch', 'delete']),
      rule(['sandboxwarmpools', 'sandboxtemplates'], ['get']),
    ],
  })
  new k8s.KubeRoleBinding(scope, 'sandbox-binding', {
    metadata: { name: 'runtime', namespace: sandboxNamespace(values) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'runtime' },
    subjects: [{ kind: 'ServiceAccount', name: 'runtime', namespace: values.namespace }],
  })
}
