import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { readConfig as readGatewayConfig } from '../../../gateway/config.ts'
import { alertsOf } from '../../../infra/kubernetes/alerts.ts'
import { synth } from '../../../infra/kubernetes/synth.ts'
import { readValues, valuesSchema } from '../../../infra/kubernetes/values.ts'
import type { Values } from '../../../infra/kubernetes/values.ts'
import { createMetrics } from '../../../subgraphs/kit/metrics.ts'
import { createJobMetrics } from '../../../subgraphs/kit/jobs/metrics.ts'
import { readConfig as readConversationConfig } from '../../../subgraphs/conversation/config.ts'
import { readConfig as readMemoryConfig } from '../../../subgraphs/memory/config.ts'
import { readConfig as readRuntimeConfig } from '../../../subgraphs/runtime/config.ts'
import { readConfig as readSnapshotConfig } from '../../../subgraphs/snapshot/config.ts'
import { readConfig as readAgentConfig } from '../../../subgraphs/runtime/agent/config.ts'
import { RULES } from '../../support/sandbox-rules.ts'
import { problemsOf } from './schemas.ts'
import type { Manifest } from './schemas.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const SUBGRAPHS = ['memory', 'conversation', 'snapshot', 'runtime']

const CONFIGS: Record<string, (env: Record<string, string>) => unknown> = {
  gateway: readGatewayConfig,
  memory: readMemoryConfig,
  conversation: readConversationConfig,
  snapshot: readSnapshotConfig,
  runtime: readRuntimeConfig,
}

function manifestsOf(values: Values): Manifest[] {
  const charts = synth(values, 'unused').charts
  return JSON.parse(JSON.stringify(charts.flatMap((chart) => chart.toJson()))) as Manifest[]
}

const production = manifestsOf(await readValues('production'))
const small = manifestsOf(await readValues('small'))
const both = [
  ['production', production],
  ['small', small],
] as const

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

/** Where the environment is read. */
const configFiles = () =>
  ['gateway', 'subgraphs'].flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('config.ts'))
      .map((file) => `${ROOT}${folder}/${file}`),
  )

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

describe.each(both)('the manifests of %s', (_, manifests) => {
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

  it('give every process an environment that it starts with, and no variable that nothing reads', () => {
    const known = new Set<string>()
    for (const file of configFiles())
      for (const [name] of readFileSync(file, 'utf8').matchAll(/\b[A-Z][A-Z0-9_]{3,}\b/g)) known.add(name)
    const fromTheSdk = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
    const secrets: Record<string, string> = {
      DATABASE_URL: 'postgres://postgres:5432/state',
      IDENTITY_SECRET: 'x'.repeat(32),
      REDIS_URL: 'rediss://redis:6379',
    }
    for (const { name, container } of podsOf(manifests)) {
      const env: Record<string, string> = {}
      for (const variable of container.env) {
        expect([...known, ...fromTheSdk]).toContain(variable.name)
        const value = variable.value ?? secrets[variable.name]
        if (value !== undefined) env[variable.name] = value
        else expect(variable.valueFrom.secretKeyRef.optional).toBe(true)
      }
      const readConfig = CONFIGS[name.replace(/-worker$/, '')]
      if (readConfig) expect(readConfig(env)).toMatchObject({ host: '0.0.0.0', port: 4000 })
      else expect(name).toMatch(/^migrate-[0-9a-f]{10}$/)
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
      expect({ [name]: pods.length }).toEqual({ [name]: 1 })
      expect(selects(pods[0].podSelector, gateway.labels)).toBe(true)
      for (const other of podsOf(manifests))
        if (other.name !== 'gateway') expect(selects(pods[0].podSelector, other.labels)).toBe(false)
      for (const peer of into.filter((peer: Found) => peer.namespaceSelector))
        expect(peer.namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'monitoring' })
    }
  })

  it('never let a pod reach the credentials of its node', () => {
    for (const { spec } of ofKind(manifests, 'NetworkPolicy'))
      for (const { to } of spec.egress ?? [])
        for (const { ipBlock } of to)
          if (ipBlock?.cidr === '0.0.0.0/0') expect(ipBlock.except).toContain('169.254.0.0/16')
          else if (ipBlock) expect(ipBlock.cidr).not.toMatch(/^169\.254\./)
  })

  it('drain for longer than the load balancer, and kill only after that', async () => {
    const { edge } = await readValues(manifests === production ? 'production' : 'small')
    for (const { name, pod, container } of podsOf(manifests)) {
      const drain: number = container.lifecycle?.preStop.sleep.seconds ?? 0
      if (name === 'gateway') expect(drain).toBeGreaterThan(edge.deregistrationSeconds)
      if (name.startsWith('migrate')) continue
      // A process drains for 5 s at most.
      expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(drain + 5)
    }
  })

  it('are probed at the addresses that every process has', () => {
    for (const { name, container } of podsOf(manifests)) {
      if (name.startsWith('migrate')) continue
      expect(container.livenessProbe.httpGet).toEqual({ path: '/livez', port: 'http' })
      expect(container.startupProbe.httpGet).toEqual({ path: '/livez', port: 'http' })
      expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'http' })
      expect(container.ports).toEqual([{ name: 'http', containerPort: 4000 }])
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
    for (const { kind, metadata } of manifests)
      if (kind !== 'Namespace') expect(metadata.namespace).toBe('agent-state')
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
  })

  it('of another namespace know their sandboxes by another name, and take another target group', async () => {
    const green = await readValues('production', {
      image: 'green@sha256:0',
      namespace: 'green',
      targetGroupArn: 'arn:aws:green',
    })
    const manifests = manifestsOf(green)
    const hostOf = (manifests: Manifest[]) =>
      find(manifests, 'StatefulSet', 'runtime')['spec'].template.spec.containers[0].env.find(
        ({ name }: Found) => name === 'SANDBOX_HOST',
      ).value
    expect(hostOf(production)).toBe('runtime.agent-state')
    expect(hostOf(manifests)).toBe('runtime.green')
    expect(ofKind(manifests, 'TargetGroupBinding')[0]!['spec'].targetGroupARN).toBe('arn:aws:green')
    for (const { kind, metadata } of manifests)
      expect(kind === 'Namespace' ? metadata.name : metadata.namespace).toBe('green')
    for (const { container } of podsOf(manifests)) expect(container.image).toBe('green@sha256:0')
    await expect(readValues('small', { targetGroupArn: 'arn:aws:green' })).rejects.toThrow(/no target group/)
  })

  it('give IAM roles to the snapshots and their worker alone, one each', () => {
    const roles = ofKind(production, 'ServiceAccount').flatMap(({ metadata }) =>
      Object.entries(metadata.annotations ?? {}).map(([key, role]) => [
        metadata.name,
        key,
        role.split('/').at(-1),
      ]),
    )
    expect(roles).toEqual([
      ['snapshot', 'eks.amazonaws.com/role-arn', 'agent-state-snapshot'],
      ['snapshot-worker', 'eks.amazonaws.com/role-arn', 'agent-state-snapshot-worker'],
    ])
  })
})

const values = await readValues('production')

describe('the manifests of sandboxes that are pods', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const pods = { warm: 4, adoptionPublicKey: pem, apiServer: { cidrs: ['10.0.0.0/16'], ports: [443] } }
  const manifests = manifestsOf({ ...values, runtime: { ...values.runtime, pods } })
  const inside = manifests.filter(({ metadata }) => metadata.namespace === 'agent-state-sandboxes')
  const templates = ofKind(inside, 'SandboxTemplate')

  it('fit the schemas, with no unknown field, and are there only where they are asked for', async () => {
    for (const manifest of manifests)
      expect({ [`${manifest.kind} ${manifest.metadata.name}`]: await problemsOf(manifest) }).toEqual({
        [`${manifest.kind} ${manifest.metadata.name}`]: [],
      })
    expect(ofKind(production, 'SandboxTemplate', 'SandboxWarmPool', 'Role')).toEqual([])
  })

  it('have a pool for each pack, of pods that start the agent, locked down, with nowhere to go', () => {
    expect(templates.map(({ metadata }) => metadata.name)).toEqual(['sandbox-javascript', 'sandbox-python'])
    for (const { metadata, spec } of templates) {
      expect(find(inside, 'SandboxWarmPool', metadata.name).spec).toMatchObject({
        replicas: 4,
        sandboxTemplateRef: { name: metadata.name },
      })
      const pod = spec.podTemplate.spec
      const [container] = pod.containers
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        runtimeClassName: 'gvisor',
        restartPolicy: 'Never',
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      })
      expect(container.securityContext).toMatchObject({
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      expect(existsSync(`${ROOT}${container.args[0].replace(/^dist\//, '').replace(/\.js$/, '.ts')}`)).toBe(
        true,
      )
      expect(spec.networkPolicy.egress).toBeUndefined()
      expect(spec).toMatchObject({ networkPolicyManagement: 'Managed', envVarsInjectionPolicy: 'Disallowed' })
      const env = Object.fromEntries(
        container.env.map(({ name, value }: Found) => [name, value ?? '10.0.0.7']),
      )
      expect(readAgentConfig(env)).toMatchObject({ port: 4100, addresses: ['10.0.0.7'] })
    }
  })

  it('let the runtime, and it alone, in, and out to them and to the API server', () => {
    const runtime = podsOf(manifests).find(({ name }) => name === 'runtime')!
    for (const { spec } of templates) {
      const [{ from, ports }] = spec.networkPolicy.ingress
      expect(from[0].namespaceSelector.matchLabels).toEqual({ 'kubernetes.io/metadata.name': 'agent-state' })
      expect(selects(from[0].podSelector, runtime.labels)).toBe(true)
      expect(ports).toEqual([{ protocol: 'TCP', port: 4100 }])
      const [toApi, toPods] = find(manifests, 'NetworkPolicy', 'runtime-to-sandboxes').spec.egress
      expect(toApi.ports).toEqual([{ protocol: 'TCP', port: 443 }])
      expect(selects(toPods.to[0].podSelector, spec.podTemplate.metadata.labels)).toBe(true)
    }
  })

  it('give the runtime a token, the rights that its driver takes, and no other', () => {
    const rules: Found[] = find(inside, 'Role', 'claims')['rules']
    expect(rules.map(({ resourceNames: _, ...rule }) => rule)).toEqual(RULES)
    expect(find(inside, 'RoleBinding', 'runtime-claims')['subjects']).toEqual([
      { kind: 'ServiceAccount', name: 'runtime', namespace: 'agent-state' },
    ])
    for (const { name, pod } of podsOf(manifests))
      expect(pod.automountServiceAccountToken).toBe(name === 'runtime')
    const { pod, container } = podsOf(manifests).find(({ name }) => name === 'runtime')!
    expect(pod).not.toHaveProperty('runtimeClassName')
    const env = Object.fromEntries(
      container.env.filter(({ value }: Found) => value).map(({ name, value }: Found) => [name, value]),
    ) as Record<string, string>
    const secrets = {
      DATABASE_URL: 'postgres://postgres:5432/state',
      IDENTITY_SECRET: 'x'.repeat(32),
      SANDBOX_ADOPTION_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    }
    expect(readRuntimeConfig({ ...env, ...secrets }).sandboxes.cluster).toMatchObject({
      namespace: 'agent-state-sandboxes',
      pools: { javascript: 'sandbox-javascript', python: 'sandbox-python' },
    })
    expect(() => readRuntimeConfig({ ...env, ...secrets, SANDBOX_ADOPTION_KEY: '' })).toThrow(
      /SANDBOX_ADOPTION_KEY/,
    )
  })
})

describe('the alerts', () => {
  const alerts = alertsOf('agent-state')
  const panels = JSON.parse(
    find(production, 'ConfigMap', 'agent-state-dashboard')['data']['agent-state.json'],
  ).panels

  it('and the dashboard ask for metrics that there are', () => {
    const metrics = createMetrics('test')
    createJobMetrics(metrics, [])
    const own = metrics.getMetricsAsArray().map(({ name }) => name)
    const ofTheCluster = [
      'container_memory_working_set_bytes',
      'kube_deployment_status_replicas_available',
      'kube_horizontalpodautoscaler_spec_max_replicas',
      'kube_horizontalpodautoscaler_status_current_replicas',
      'kube_job_status_failed',
      'kube_pod_container_resource_limits',
      'kube_pod_container_status_restarts_total',
      'kube_statefulset_status_replicas_ready',
    ]
    const asked = [...alerts, ...panels.map((panel: Found) => panel.targets[0])].flatMap(({ expr }) =>
      [...expr.matchAll(/\b(\w+)\{/g)].map(([, name]: Found) => name),
    )
    expect(asked.length).toBeGreaterThan(15)
    for (const name of asked) expect([...own, ...ofTheCluster]).toContain(name)
  })

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

  it.each(['ScaledObject', 'ExternalSecret', 'PodMonitor', 'PrometheusRule', 'TargetGroupBinding'])(
    'find an unknown field of a %s',
    async (kind) => {
      const manifest = structuredClone(ofKind(production, kind)[0]!)
      manifest['spec'].nonsense = 1
      expect((await problemsOf(manifest)).join()).toContain('nonsense')
    },
  )

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
