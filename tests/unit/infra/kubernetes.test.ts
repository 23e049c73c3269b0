import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { readConfig as readGatewayConfig } from '../../../gateway/config.ts'
import { GVISOR_HANDLER, NODE_LABEL, PORTS } from '../../../infra/aws/place.ts'
import { STAGES } from '../../../infra/aws/stages.ts'
import { alertsOf } from '../../../infra/kubernetes/alerts.ts'
import { readValues } from '../../../infra/kubernetes/read-values.ts'
import { synth } from '../../../infra/kubernetes/synth.ts'
import { valuesSchema } from '../../../infra/kubernetes/values.ts'
import type { Values } from '../../../infra/kubernetes/values.ts'
import { databaseEnv, parseEnv } from '../../../subgraphs/kit/config.ts'
import { readConfig as readConversationConfig } from '../../../subgraphs/conversation/config.ts'
import { readConfig as readMemoryConfig } from '../../../subgraphs/memory/config.ts'
import { readConfig as readRuntimeConfig } from '../../../subgraphs/runtime/config.ts'
import { readConfig as readSnapshotConfig } from '../../../subgraphs/snapshot/config.ts'
import { problemsOf } from './schemas.ts'
import type { Manifest } from './schemas.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const SUBGRAPHS = ['memory', 'conversation', 'snapshot', 'runtime']
/** Who asks a subgraph besides the gateway. */
const ASKING: Readonly<Record<string, string[]>> = { snapshot: ['memory', 'runtime'], runtime: ['snapshot'] }

const CONFIGS: Record<string, (env: Record<string, string>) => unknown> = {
  gateway: readGatewayConfig,
  memory: readMemoryConfig,
  conversation: readConversationConfig,
  snapshot: readSnapshotConfig,
  runtime: readRuntimeConfig,
}
const readMigrationConfig = (env: Record<string, string>) => parseEnv(z.object(databaseEnv), env)

function manifestsOf(values: Values): Manifest[] {
  const charts = synth(values, 'unused').charts
  return JSON.parse(JSON.stringify(charts.flatMap((chart) => chart.toJson()))) as Manifest[]
}

const valuesOf = {
  production: await readValues('production'),
  'production, another region and side': await readValues('production', {
    region: 'ap-northeast-1',
    side: 'green',
    image: 'green@sha256:0',
  }),
  dev: await readValues('dev'),
  small: await readValues('small'),
}
const every = Object.entries(valuesOf).map(([name, values]) => [name, manifestsOf(values), values] as const)
const [[, production], [, green], , [, small]] = every as [
  (typeof every)[number],
  (typeof every)[number],
  (typeof every)[number],
  (typeof every)[number],
]

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert on what they find there
type Found = any

const find = (manifests: Manifest[], kind: string, name: string) =>
  manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name)!
const ofKind = (manifests: Manifest[], ...kinds: string[]) =>
  manifests.filter(({ kind }) => kinds.includes(kind))
const podsOf = (manifests: Manifest[]) =>
  ofKind(manifests, 'Deployment', 'StatefulSet', 'Job').map((manifest) => ({
    name: manifest.metadata.name,
    pod: manifest.spec.template.spec,
    labels: manifest.spec.template.metadata.labels as Record<string, string>,
    container: manifest.spec.template.spec.containers[0],
  }))

/** Whether a process reads a variable: what is no text is then an error that names it. */
function reads(
  readConfig: (env: Record<string, string>) => unknown,
  env: Record<string, string>,
  name: string,
) {
  try {
    readConfig({ ...env, [name]: {} as string })
    return false
  } catch (error) {
    return String(error).includes(name)
  }
}

/** The values of the environment that the manifests say, with those of a Secret like ours. */
function environmentOf(container: Found): Record<string, string> {
  const secrets: Record<string, string> = {
    DATABASE_URL: 'postgres://postgres:5432/state',
    IDENTITY_SECRET: 'x'.repeat(32),
    REDIS_URL: 'rediss://redis:6379',
  }
  const pairs = container.env.map(({ name, value }: Found) => [name, value ?? secrets[name]])
  return Object.fromEntries(pairs.filter(([, value]: Found) => value !== undefined))
}

/** Whether a label selector picks pods of these labels. */
function selects(selector: Found, labels: Record<string, string>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(
      ({ key, operator, values }: Found) => operator === 'In' && values.includes(labels[key]),
    )
  )
}

describe.each(every)('the manifests of %s', (_, manifests, values) => {
  it('fit the schemas of Kubernetes and of the operators, with no unknown field', async () => {
    for (const manifest of manifests)
      expect({ [`${manifest.kind} ${manifest.metadata.name}`]: await problemsOf(manifest) }).toEqual({
        [`${manifest.kind} ${manifest.metadata.name}`]: [],
      })
  })

  it('have a workload for the gateway, every subgraph and every worker there is, each of a module that is built', () => {
    const workers = SUBGRAPHS.filter((name) => existsSync(`${ROOT}subgraphs/${name}/worker.ts`))
    expect(workers).toContain('memory')
    const names = ofKind(manifests, 'Deployment', 'StatefulSet').map(({ metadata }) => metadata.name)
    expect(names.sort()).toEqual(['gateway', ...SUBGRAPHS, ...workers.map((name) => `${name}-worker`)].sort())
    for (const { container } of podsOf(manifests)) {
      expect(container.args).toHaveLength(1)
      const source = container.args[0].replace(/^dist\//, ROOT).replace(/\.js$/, '.ts')
      expect({ [source]: existsSync(source) }).toEqual({ [source]: true })
    }
  })

  it('give every process an environment that it starts with, and no variable that it does not read', () => {
    const fromTheSdk = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
    for (const { name, container } of podsOf(manifests)) {
      const env = environmentOf(container)
      for (const { name, valueFrom } of container.env)
        if (!(name in env))
          expect({ name, optional: valueFrom.secretKeyRef.optional }).toEqual({ name, optional: true })
      const readConfig = CONFIGS[name.replace(/-worker$/, '')] ?? readMigrationConfig
      if (readConfig !== readMigrationConfig)
        expect(readConfig(env)).toMatchObject({ host: '0.0.0.0', port: 4000 })
      const unread = container.env
        .map((variable: Found) => variable.name)
        .filter((variable: string) => !fromTheSdk.includes(variable) && !reads(readConfig, env, variable))
      expect({ [name]: unread }).toEqual({ [name]: [] })
    }
  })

  it('run nothing as root, with a writable root, a capability, or a token of the cluster', () => {
    for (const { pod, container } of podsOf(manifests)) {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      })
      expect(pod.containers).toHaveLength(1)
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(container.resources.requests).toEqual({ cpu: expect.any(String), memory: expect.any(String) })
      expect(container.resources.limits).toEqual({ memory: container.resources.requests.memory })
      expect(ofKind(manifests, 'ServiceAccount').map(({ metadata }) => metadata.name)).toContain(
        pod.serviceAccountName,
      )
    }
  })

  it('hold no secret, and give each process only those that it reads', () => {
    expect(ofKind(manifests, 'Secret')).toEqual([])
    const secretsOf = (name: string) =>
      podsOf(manifests)
        .find((pod) => pod.name.startsWith(name))!
        .container.env.filter(({ valueFrom }: Found) => valueFrom)
        .map((variable: Found) => variable.name)
    expect(secretsOf('migrate')).toEqual(['DATABASE_URL', 'SHARD_MAP'])
    expect(secretsOf('runtime')).toEqual(['DATABASE_URL', 'SHARD_MAP', 'IDENTITY_SECRET', 'REDIS_URL'])
    expect(secretsOf('conversation')).not.toContain('EMBEDDINGS_API_KEY')
    expect(secretsOf('memory')).toContain('EMBEDDINGS_API_KEY')
    expect(secretsOf('snapshot')).not.toContain('LLM_API_KEY')
  })

  it('let only the gateway reach a subgraph, besides Prometheus', () => {
    const policies = ofKind(manifests, 'NetworkPolicy')
    expect(find(manifests, 'NetworkPolicy', 'nothing').spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    })
    const gateway = podsOf(manifests).find(({ name }) => name === 'gateway')!
    for (const { name, labels } of podsOf(manifests).filter(({ name }) => SUBGRAPHS.includes(name))) {
      const into = policies
        .filter(({ spec }) => selects(spec.podSelector, labels))
        .flatMap(({ spec }) => spec.ingress ?? [])
        .flatMap(({ from }: Found) => from)
      const pods = into.filter((peer: Found) => !peer.namespaceSelector)
      const [gateways, ...others] = pods
      expect({
        [name]: others.map(({ podSelector }: Found) => podSelector.matchLabels['app.kubernetes.io/name']),
      }).toEqual({ [name]: ASKING[name] ?? [] })
      expect(selects(gateways.podSelector, gateway.labels)).toBe(true)
      for (const other of podsOf(manifests))
        if (other.name !== 'gateway') expect(selects(gateways.podSelector, other.labels)).toBe(false)
      for (const peer of into.filter((peer: Found) => peer.namespaceSelector))
        expect(peer.namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'monitoring' })
    }
  })

  it('let Prometheus reach metrics, and nothing else', () => {
    if (values.prometheus === null) {
      expect(ofKind(manifests, 'NetworkPolicy').map(({ metadata }) => metadata.name)).not.toContain(
        'prometheus',
      )
      return
    }
    const { from, ports } = find(manifests, 'NetworkPolicy', 'prometheus').spec.ingress[0]
    expect(from).toEqual([
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } },
    ])
    expect(ports).toEqual([{ protocol: 'TCP', port: 9464 }])
    expect(find(manifests, 'PodMonitor', 'agent-state').spec.podMetricsEndpoints[0].port).toBe('metrics')
  })

  it('never let a pod reach the credentials of its node', () => {
    for (const { spec } of ofKind(manifests, 'NetworkPolicy'))
      for (const { to } of spec.egress ?? [])
        for (const { ipBlock } of to)
          if (ipBlock?.cidr === '0.0.0.0/0') expect(ipBlock.except).toContain('169.254.0.0/16')
          // EKS' agent, which tells a pod the credentials of its own role.
          else if (ipBlock?.cidr.startsWith('169.254.')) expect(ipBlock.cidr).toBe('169.254.170.23/32')
  })

  it('drain for longer than the load balancer, and kill only after that', () => {
    const { edge } = values
    for (const { name, pod, container } of podsOf(manifests)) {
      const drain: number = container.lifecycle?.preStop.sleep.seconds ?? 0
      if (name === 'gateway') expect(drain).toBeGreaterThan(edge.deregistrationSeconds)
      if (name.startsWith('migrate')) continue
      // A process serves on for DRAIN_SECONDS, and drains for 5 s at most.
      const { value } = container.env.find(({ name }: Found) => name === 'DRAIN_SECONDS')
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(drain + Number(value) + 5)
    }
  })

  it('have room in /tmp, that for snapshots for four uploads of 256 MiB too', () => {
    for (const { name, pod } of podsOf(manifests)) {
      const tmp = pod.volumes.find(({ name }: Found) => name === 'tmp')
      expect(tmp.emptyDir.sizeLimit).toBe(name === 'snapshot' ? '1280Mi' : '256Mi')
    }
  })

  it('are probed at the addresses that every process has', () => {
    for (const { name, container } of podsOf(manifests)) {
      if (name.startsWith('migrate')) continue
      expect(container.livenessProbe.httpGet).toEqual({ path: '/livez', port: 'http' })
      expect(container.startupProbe.httpGet).toEqual({ path: '/livez', port: 'http' })
      expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' })
      expect(container.ports).toEqual([
        { name: 'http', containerPort: 4000 },
        { name: 'metrics', containerPort: 9464 },
      ])
    }
  })

  it('name in selectors and targets what there is', () => {
    const pods = podsOf(manifests)
    for (const { spec } of ofKind(manifests, 'Service'))
      expect(pods.filter(({ labels }) => selects({ matchLabels: spec.selector }, labels))).toHaveLength(1)
    for (const { spec } of ofKind(manifests, 'PodDisruptionBudget'))
      expect(pods.filter(({ labels }) => selects(spec.selector, labels))).toHaveLength(1)
    for (const { spec } of ofKind(manifests, 'HorizontalPodAutoscaler', 'ScaledObject'))
      expect(find(manifests, spec.scaleTargetRef.kind, spec.scaleTargetRef.name)).toBeDefined()
    for (const { pod, labels } of pods)
      for (const constraint of pod.topologySpreadConstraints ?? [])
        expect(selects(constraint.labelSelector, labels)).toBe(true)
    for (const { kind, metadata } of manifests) {
      const ofTheCluster = ['Namespace', 'RuntimeClass'].includes(kind)
      expect([kind, metadata.namespace]).toEqual([kind, ofTheCluster ? undefined : values.namespace])
    }
    expect(ofKind(manifests, 'Namespace').map(({ metadata }) => metadata.name)).toEqual([values.namespace])
  })
})

describe('the manifests of production', () => {
  it('scale the API from 3 to 50 pods by CPU, workers from 5 to 100 by CPU and by the jobs that wait', () => {
    for (const name of ['gateway', 'memory', 'conversation', 'snapshot'])
      expect(find(production, 'HorizontalPodAutoscaler', name).spec).toMatchObject({
        minReplicas: 3,
        maxReplicas: 50,
        metrics: [{ resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } }],
      })
    expect(find(production, 'ScaledObject', 'memory-worker').spec).toMatchObject({
      minReplicaCount: 5,
      maxReplicaCount: 100,
      triggers: [
        { type: 'cpu', metadata: { value: '70' } },
        { type: 'prometheus', metadata: { query: expect.stringContaining('jobs_waiting{') } },
      ],
    })
    for (const { spec } of ofKind(production, 'Deployment')) expect(spec).not.toHaveProperty('replicas')
  })

  it('put the runtime under a kernel of its own, in one process with a lasting name', () => {
    expect(find(production, 'StatefulSet', 'runtime').spec).toMatchObject({
      replicas: 1,
      template: { spec: { runtimeClassName: 'gvisor' } },
    })
    for (const { pod } of podsOf(production).filter(({ name }) => name !== 'runtime'))
      expect(pod).not.toHaveProperty('runtimeClassName')
    expect(find(production, 'RuntimeClass', 'gvisor')).toMatchObject({ handler: GVISOR_HANDLER })
  })

  it('run each part on nodes that there are, and tolerate their taints', () => {
    const groups = Object.keys(STAGES.production.regions['us-east-1']!.nodes)
    const { scheduling } = find(production, 'RuntimeClass', 'gvisor') as Found
    const chosen = podsOf(production).map(({ name, pod }) => {
      const { nodeSelector, tolerations = [] } = pod.runtimeClassName ? scheduling : pod
      const group = nodeSelector[NODE_LABEL]
      expect(groups).toContain(group)
      expect(tolerations.map(({ value }: Found) => value)).toEqual(group === 'services' ? [] : [group])
      return [name.replace(/^migrate-.*/, 'migrate'), group]
    })
    expect(Object.fromEntries(chosen)).toMatchObject({
      gateway: 'services',
      memory: 'services',
      migrate: 'services',
      'memory-worker': 'workers',
      'snapshot-worker': 'workers',
      runtime: 'sandboxes',
    })
    for (const { pod } of podsOf(small)) expect(pod).not.toHaveProperty('nodeSelector')
  })

  it('of the other side know their sandboxes by another name, and take another target group', () => {
    const hostOf = (manifests: Manifest[]) =>
      find(manifests, 'StatefulSet', 'runtime')['spec'].template.spec.containers[0].env.find(
        ({ name }: Found) => name === 'SANDBOX_HOST',
      ).value
    const groupOf = (manifests: Manifest[]) =>
      ofKind(manifests, 'TargetGroupBinding')[0]!['spec'].targetGroupName
    expect(hostOf(production)).toBe('runtime.agent-state-blue')
    expect(hostOf(green)).toBe('runtime.agent-state-green')
    expect(groupOf(production)).toBe('agent-state-production-blue')
    expect(groupOf(green)).toBe('agent-state-production-green')
    for (const { container } of podsOf(green)) expect(container.image).toBe('green@sha256:0')
  })

  it('are of stages and regions that there are', async () => {
    await expect(readValues('small', { side: 'green' })).rejects.toThrow(/sides are of stages on AWS/)
    await expect(readValues('dev', { region: 'eu-west-1' })).rejects.toThrow(/dev is not in eu-west-1/)
  })

  it('reach the databases and the cache where the stacks put them', () => {
    const into = (manifests: Manifest[], name: string) =>
      find(manifests, 'NetworkPolicy', name)['spec'].egress[0]
    const ports = (rule: Found) => rule.ports.map(({ port }: Found) => port)
    const cidrs = (rule: Found) => rule.to.map(({ ipBlock }: Found) => ipBlock.cidr)
    expect(ports(into(production, 'to-postgres'))).toEqual([PORTS.pooler, PORTS.postgres])
    expect(ports(into(production, 'to-redis'))).toEqual([PORTS.cache])
    expect(cidrs(into(green, 'to-postgres'))).toEqual(['10.2.0.0/16', '10.0.0.0/16'])
    expect(cidrs(into(green, 'to-redis'))).toEqual(['10.2.0.0/16'])
    expect(into(production, 'to-pod-identity')).toMatchObject({ ports: [{ port: 80 }] })
    const { podSelector } = find(production, 'NetworkPolicy', 'to-pod-identity')['spec']
    expect(podSelector.matchExpressions[0].values).toEqual(['snapshot', 'snapshot-worker'])
  })

  it('make the Secret of what the stacks keep, into variables that processes start with', () => {
    const { data, target } = find(production, 'ExternalSecret', 'agent-state')['spec']
    const kept: Record<string, string> = {
      identity: 'i'.repeat(48),
      cachePassword: 'c'.repeat(48),
      cacheAddress: 'cache.example:6380',
      // As `publishShardMap` writes it.
      shardMap: JSON.stringify(
        STAGES.production.databases.map(({ name, shards }) => ({
          shards,
          writer: `postgres://${name}@poolers.example:6432/${name}?sslmode=require`,
        })),
      ),
    }
    for (const { name } of STAGES.production.databases)
      kept[`login_${name.replace('-', '_')}`] = JSON.stringify({ username: `user_${name}`, password: 'p4ss' })
    expect(data.map(({ secretKey }: Found) => secretKey).sort()).toEqual(Object.keys(kept).sort())
    const secret = Object.fromEntries(
      Object.entries<string>(target.template.data).map(([name, template]) => [name, render(template, kept)]),
    )
    const config = readMemoryConfig({ HOST: '0.0.0.0', PORT: '4000', ...secret })
    expect(config.shardMap.map(({ writer }) => writer)).toContain(
      'postgres://user_hot-0:p4ss@poolers.example:6432/hot-0?sslmode=require',
    )
    expect(config.redisUrl).toBe(`rediss://:${kept['cachePassword']}@cache.example:6380?cluster=on`)
  })

  it('take IAM roles by Pod Identity, or by name on the account where values say so', async () => {
    for (const { metadata } of ofKind(production, 'ServiceAccount'))
      expect(metadata.annotations ?? {}).toEqual({})
    const role = 'arn:aws:iam::111122223333:role/snapshots'
    const named = manifestsOf({ ...(await readValues('small')), roles: { snapshot: role } })
    const annotated = ofKind(named, 'ServiceAccount').filter(({ metadata }) => metadata.annotations)
    expect(annotated.map(({ metadata }) => [metadata.name, metadata.annotations])).toEqual([
      ['snapshot', { 'eks.amazonaws.com/role-arn': role }],
    ])
  })
})

/** What External Secrets makes of our templates, of what they use of its language. */
function render(template: string, kept: Record<string, string>): string {
  const logins = Object.fromEntries(
    [...template.matchAll(/\{\{ \$(\w+) := \.\1 \| fromJson \}\}/g)].map(([, name]) => [
      name!,
      JSON.parse(kept[name!]!) as Record<string, string>,
    ]),
  )
  return template
    .replace(/\{\{ \$\w+ := [^}]*\}\}/g, '')
    .replace(
      /\{\{ \.(\w+)(?: \| urlquery)?((?: \| replace [^|}]*)*) \}\}/g,
      (_, name: string, replaced: string) =>
        [
          ...replaced.matchAll(
            /replace "(.*?)" \(printf "(.*?)" \(urlquery \$(\w+)\.(\w+)\) \(urlquery \$\w+\.(\w+)\)\)/g,
          ),
        ].reduce(
          (text, [, old, format, login, user, password]) =>
            text.replaceAll(
              old!,
              format!.replace('%s', logins[login!]![user!]!).replace('%s', logins[login!]![password!]!),
            ),
          kept[name]!,
        ),
    )
}

describe('the alerts', () => {
  const alerts = alertsOf('agent-state-blue')

  it('name a runbook each', () => {
    for (const { name, runbook } of alerts)
      expect({ [name]: existsSync(`${ROOT}infra/runbooks/${runbook}.md`) }).toEqual({ [name]: true })
  })
})

describe('the schemas', () => {
  const deployment = () => structuredClone(find(production, 'Deployment', 'memory'))

  it('find an unknown field, wherever it is', async () => {
    const manifest = deployment()
    manifest['spec'].template.spec.containers[0].readOnlyRootFilesystem = true
    expect(await problemsOf(manifest)).toEqual([
      '/spec/template/spec/containers/0/readOnlyRootFilesystem is unknown',
    ])
  })

  it('find a field that is missing, or of a wrong type', async () => {
    const manifest = deployment()
    delete manifest['spec'].selector
    manifest['spec'].minReadySeconds = 'ten'
    expect((await problemsOf(manifest)).join()).toMatch(
      /minReadySeconds[^]*selector|selector[^]*minReadySeconds/,
    )
  })

  it.each([
    'ScaledObject',
    'ExternalSecret',
    'SecretStore',
    'PodMonitor',
    'PrometheusRule',
    'TargetGroupBinding',
  ])('find an unknown field of a %s', async (kind) => {
    const manifest = structuredClone(ofKind(production, kind)[0]!)
    manifest['spec'].nonsense = 1
    expect((await problemsOf(manifest)).join()).toContain('nonsense')
  })

  it('find a kind that there is not', async () => {
    expect(await problemsOf({ ...deployment(), kind: 'Deploymint' })).not.toEqual([])
  })
})

describe('values', () => {
  it('with a key that is unknown, missing or wrong are refused, all at once', async () => {
    const { namespace, ...values } = await readValues('small')
    expect(namespace).toBe('agent-state')
    const { error } = valuesSchema.safeParse({ ...values, zones: 0, replicas: 3 })
    expect(error?.issues.map(({ path, code }) => [path.join('.'), code])).toEqual([
      ['namespace', 'invalid_type'],
      ['zones', 'too_small'],
      ['', 'unrecognized_keys'],
    ])
  })
})
