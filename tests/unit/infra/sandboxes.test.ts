import { generateKeyPairSync } from 'node:crypto'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { readValues } from '../../../infra/kubernetes/read-values.ts'
import { synth } from '../../../infra/kubernetes/synth.ts'
import type { Values } from '../../../infra/kubernetes/values.ts'
import { readConfig as readAgentConfig } from '../../../subgraphs/runtime/agent/config.ts'
import { readConfig as readRuntimeConfig } from '../../../subgraphs/runtime/config.ts'
import { RULES } from '../../support/sandbox-rules.ts'
import { problemsOf } from './schemas.ts'
import type { Manifest } from './schemas.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const values = await readValues('small')
const SANDBOXES = `${values.namespace}-sandboxes`

function manifestsOf(values: Values): Manifest[] {
  const charts = synth(values, 'unused').charts
  return JSON.parse(JSON.stringify(charts.flatMap((chart) => chart.toJson()))) as Manifest[]
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert on what they find there
type Found = any

const find = (manifests: Manifest[], kind: string, name: string) =>
  manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name)!
const ofKind = (manifests: Manifest[], ...kinds: string[]) =>
  manifests.filter(({ kind }) => kinds.includes(kind))
const podsOf = (manifests: Manifest[]) =>
  ofKind(manifests, 'Deployment', 'StatefulSet', 'Job').map((manifest) => ({
    name: manifest.metadata.name,
    pod: manifest['spec'].template.spec,
    labels: manifest['spec'].template.metadata.labels as Record<string, string>,
    container: manifest['spec'].template.spec.containers[0],
  }))
const selects = ({ matchLabels }: Found, labels: Record<string, string>): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value)

describe('the manifests of sandboxes that are pods', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const pods = { warm: 4, adoptionPublicKey: pem, apiServer: { cidrs: ['10.0.0.0/16'], ports: [443] } }
  const runtimeClass = { name: 'gvisor' }
  const manifests = manifestsOf({ ...values, runtime: { ...values.runtime, runtimeClass, pods } })
  const inside = manifests.filter(({ metadata }) => metadata.namespace === SANDBOXES)
  const templates = ofKind(inside, 'SandboxTemplate')

  it('fit the schemas, with no unknown field, and are there only where they are asked for', async () => {
    for (const manifest of manifests)
      expect({ [`${manifest.kind} ${manifest.metadata.name}`]: await problemsOf(manifest) }).toEqual({
        [`${manifest.kind} ${manifest.metadata.name}`]: [],
      })
    expect(ofKind(manifestsOf(values), 'SandboxTemplate', 'SandboxWarmPool', 'Role')).toEqual([])
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
      expect(from[0].namespaceSelector.matchLabels).toEqual({
        'kubernetes.io/metadata.name': values.namespace,
      })
      expect(selects(from[0].podSelector, runtime.labels)).toBe(true)
      expect(ports).toEqual([{ protocol: 'TCP', port: 4100 }])
      const [toApi, toPods] = find(manifests, 'NetworkPolicy', 'runtime-to-sandboxes').spec.egress
      expect(toApi.ports).toEqual([{ protocol: 'TCP', port: 443 }])
      expect(selects(toPods.to[0].podSelector, spec.podTemplate.metadata.labels)).toBe(true)
    }
  })

  it('give the runtime a token, the rights that its driver takes, and no other', () => {
    const rules: Found[] = find(inside, 'Role', 'claims')['rules']
    expect(rules.map(({ apiGroups, resources, verbs }) => ({ apiGroups, resources, verbs }))).toEqual(RULES)
    expect(find(inside, 'RoleBinding', 'runtime-claims')['subjects']).toEqual([
      { kind: 'ServiceAccount', name: 'runtime', namespace: values.namespace },
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
      namespace: SANDBOXES,
      pools: { javascript: 'sandbox-javascript', python: 'sandbox-python' },
    })
    expect(() => readRuntimeConfig({ ...env, ...secrets, SANDBOX_ADOPTION_KEY: '' })).toThrow(
      /SANDBOX_ADOPTION_KEY/,
    )
  })
})
