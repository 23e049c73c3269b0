import { k8s } from 'cdk8s-plus-32'
import type { Construct } from 'constructs'
import { MIGRATION } from './migration.ts'
import { METRICS_PORT, PEERS, PORT, SUBGRAPHS, usesRole } from './parts.ts'
import type { Part } from './parts.ts'
import { labelsOf } from './pod.ts'
import { AGENT_PORT, sandboxNamespace } from './sandboxes.ts'
import type { Values } from './values.ts'

type Place = Values['network']['postgres']

/** Where credentials of the node are told: no range that is let through may hold it. */
const METADATA = '169.254.0.0/16'
/** Where EKS' agent on the node tells a pod the credentials of its own role. */
const POD_IDENTITY = '169.254.170.23/32'

/**
 * Nothing is let through but this: clients to the gateway, the gateway to the subgraphs, subgraphs that ask one
 * another, Prometheus to all, and each part to what it uses. A sandbox's process has the runtime's pod around it, which reaches the database, the cache and DNS.
 */
export function networkPolicies(scope: Construct, parts: readonly Part[], values: Values): void {
  const { network, prometheus } = values
  const policy = (name: string, spec: k8s.NetworkPolicySpec) =>
    new k8s.KubeNetworkPolicy(scope, `network-${name}`, { metadata: { name }, spec })

  policy('nothing', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
  policy('dns', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          },
        ],
        ports: ['UDP', 'TCP'].map((protocol) => ({ protocol, port: k8s.IntOrString.fromNumber(53) })),
      },
    ],
  })
  policy('clients-to-gateway', {
    podSelector: { matchLabels: labelsOf('gateway') },
    policyTypes: ['Ingress'],
    ingress: [{ from: peers(network.clients), ports: ports([PORT]) }],
  })
  policy('gateway-to-subgraphs', {
    podSelector: named(SUBGRAPHS),
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ podSelector: { matchLabels: labelsOf('gateway') } }], ports: ports([PORT]) }],
  })
  policy('gateway-asks-subgraphs', {
    podSelector: { matchLabels: labelsOf('gateway') },
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: named(SUBGRAPHS) }], ports: ports([PORT]) }],
  })
  if (values.runtime.pods) {
    const { cidrs, ports: at } = values.runtime.pods.apiServer
    policy('runtime-to-sandboxes', {
      podSelector: { matchLabels: labelsOf('runtime') },
      policyTypes: ['Egress'],
      egress: [
        { to: peers(cidrs), ports: ports(at) },
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': sandboxNamespace(values) } },
              podSelector: { matchLabels: labelsOf('sandbox') },
            },
          ],
          ports: ports([AGENT_PORT]),
        },
      ],
    })
  }
  for (const [name, peer] of Object.entries(PEERS)) {
    policy(`${name}-asks-${peer}`, {
      podSelector: { matchLabels: labelsOf(name) },
      policyTypes: ['Egress'],
      egress: [{ to: [{ podSelector: { matchLabels: labelsOf(peer) } }], ports: ports([PORT]) }],
    })
    policy(`${name}-to-${peer}`, {
      podSelector: { matchLabels: labelsOf(peer) },
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: { matchLabels: labelsOf(name) } }], ports: ports([PORT]) }],
    })
  }
  if (prometheus)
    policy('prometheus', {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': prometheus.namespace } } },
          ],
          ports: ports([METRICS_PORT]),
        },
      ],
    })

  const egress = (place: Place) => [{ to: peers(place.cidrs), ports: ports(place.ports) }]
  for (const name of ['postgres', 'redis', 'objects', 'models'] as const) {
    const place = network[name]
    const users = parts.filter((part) => part.reaches.includes(name)).map((part) => part.name)
    if (name === 'postgres') users.push(MIGRATION)
    if (place)
      policy(`to-${name}`, { podSelector: named(users), policyTypes: ['Egress'], egress: egress(place) })
  }
  if (values.roles === 'pod-identity')
    policy('to-pod-identity', {
      podSelector: named(parts.filter(usesRole).map(({ name }) => name)),
      policyTypes: ['Egress'],
      egress: egress({ cidrs: [POD_IDENTITY], ports: [80] }),
    })
}

const named = (names: readonly string[]): k8s.LabelSelector => ({
  matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'In', values: [...names] }],
})

const ports = (numbers: readonly number[]) =>
  numbers.map((port) => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }))

const peers = (cidrs: readonly string[]) =>
  cidrs.map((cidr) => ({ ipBlock: { cidr, ...(cidr === '0.0.0.0/0' && { except: [METADATA] }) } }))
