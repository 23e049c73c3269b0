import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { alertsOf } from '../../../infra/kubernetes/alerts.ts'
import { dashboard } from '../../../infra/kubernetes/dashboard.ts'
import type { Readiness } from '../../../subgraphs/kit/readiness.ts'
import { freePorts } from '../../support/ports.ts'
import { familiesOf, selectorsOf } from '../../support/promql.ts'
import type { Family } from '../../support/promql.ts'
import { startTestStack } from '../../support/stack.ts'
import type { TestStack } from '../../support/stack.ts'

const PAGE = readFileSync(new URL('../../../infra/monitoring/README.md', import.meta.url), 'utf8')

/** Of kube-state-metrics and the kubelet. */
const OF_THE_CLUSTER = new Set([
  'container_memory_working_set_bytes',
  'kube_deployment_status_replicas_available',
  'kube_horizontalpodautoscaler_spec_max_replicas',
  'kube_horizontalpodautoscaler_status_current_replicas',
  'kube_job_status_failed',
  'kube_pod_start_time',
  'kube_pod_container_resource_limits',
  'kube_pod_container_status_restarts_total',
  'kube_statefulset_status_replicas_ready',
])
/** What scraping adds, and what a bucket is told by. */
const ADDED = ['namespace', 'pod', 'le']

interface Panel {
  readonly id: number
  readonly title: string
  readonly type: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly datasource: unknown
  readonly targets: readonly { readonly expr: string; readonly refId: string }[]
}

let stack: TestStack
let port: number
let families: Map<string, Family>
const metricsOf = async (at: number) => (await fetch(`http://127.0.0.1:${at}/metrics`)).text()

const persisted = (name: string, variables: object) =>
  fetch(stack.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${stack.apiKey}` },
    body: JSON.stringify({ variables, extensions: { persistedOperation: { name, version: 1 } } }),
  })

async function memoryIsUp(): Promise<boolean> {
  const { dependencies } = (await (await fetch(new URL('/readyz', stack.url))).json()) as Readiness
  return dependencies['memory'] === true
}

beforeAll(async () => {
  port = await freePorts()
  stack = await startTestStack({ METRICS_PORT: String(port), SANDBOX_POOL_SIZE: '0' })
  await persisted('AddMemories', { input: { externalId: 'ada', items: [{ content: 'tea' }] } })
  await stack.ask('query Mine($id: ID!) { memory(id: $id) { id } user(externalId: "ada") { id } }', {
    id: 'x',
  })
  await stack.ask('query Yours { user(externalId: "ada") { memories { edges { node { content } } } } }')
  // On a busy machine it may be late at first.
  while (!(await memoryIsUp())) await sleep(100)
  families = familiesOf(await metricsOf(port))
}, 240_000)

afterAll(() => stack.close())

describe('the metrics', () => {
  it('are at a port of their own and, on that of the graph, for this machine alone', async () => {
    expect((await fetch(new URL('/metrics', stack.url))).status).toBe(200)
    for (const headers of [{ 'x-forwarded-for': '10.0.0.1' }, { forwarded: 'for=10.0.0.1' }])
      expect((await fetch(new URL('/metrics', stack.url), { headers })).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${port}/graphql`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${port}/metrics`, { method: 'POST' })).status).toBe(404)
  })

  it('call operations by their published names, and all others by one', async () => {
    const text = await metricsOf(port)
    expect(text).toMatch(/graphql_operation_seconds_count\{.*operation="AddMemories".*\} 1\n/)
    expect(text).toMatch(/graphql_operation_seconds_count\{.*operation="unpublished".*\} 2\n/)
    expect(text).toMatch(/graphql_operation_errors_total\{operation="unpublished",code="\w+",.*\} 1\n/)
    expect(text).not.toMatch(/Mine|Yours/)
  })

  it('tell of every subgraph call, route, cache, pool, breaker, stream, job and dependency', async () => {
    const text = await metricsOf(port)
    expect(text).toMatch(/subgraph_request_seconds_count\{.*subgraph="memory".*\} [1-9]/)
    expect(text).toMatch(/http_requests_total\{part="gateway",route="\/graphql",status="200",.*\} [1-9]/)
    expect(text).toMatch(/http_request_seconds_count\{.*part="memory",route="\/graphql".*\} [1-9]/)
    expect(text).toMatch(/cache_reads_total\{kind="\w[\w-]*",result="miss",.*\} [1-9]/)
    expect(text).toMatch(/database_connections_max\{database="0",.*\} 10\n/)
    expect(text).toMatch(/database_connections_open\{database="0",.*\} [1-9]/)
    expect(text).toMatch(/database_connections_waiting\{database="0",.*\} \d/)
    expect(text).toMatch(/subgraph_breaker_open\{subgraph="runtime",.*\} 0\n/)
    expect(text).toMatch(/event_streams_open\{.*\} 0\n/)
    expect(text).toMatch(/# TYPE jobs_waiting gauge/)
    expect(text).toMatch(/dependency_up\{part="gateway",dependency="memory",.*\} 1\n/)
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds\{/)
  })

  it('have a unit or a total in their names, and a help', () => {
    for (const { name, type, help } of families.values()) {
      expect(help).not.toBe('')
      if (type === 'histogram') expect(name).toMatch(/_(seconds|bytes)$/)
      if (type === 'counter') expect(name).toMatch(/_total$/)
    }
  })

  it('are in the table of the page on them, and no others are', () => {
    const own = [...families.values()].filter(({ name }) => !/^(process|nodejs)_/.test(name))
    const rows = own.map(({ name, type, help }) => [name, type, help])
    const table = [...PAGE.matchAll(/^\| `(\w+)` +\| (\w+) +\| (.+?) +\|/gm)].map(([, ...cells]) => cells)
    expect(table.sort()).toEqual(rows.sort())
  })
})

describe('alerts and dashboard', () => {
  const board = JSON.parse(dashboard('agent-state')) as {
    readonly title: string
    readonly uid: string
    readonly schemaVersion: number
    readonly panels: readonly Panel[]
    readonly templating: { readonly list: readonly { readonly name: string }[] }
  }
  const expressions = [
    ...alertsOf('agent-state').map(({ expr }) => expr),
    ...board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ]

  it('ask in PromQL for metrics and labels that a running platform prints', () => {
    // Grafana puts its own in.
    const selectors = expressions.flatMap((expr) => selectorsOf(expr.replaceAll('$__rate_interval', '5m')))
    expect(selectors.length).toBeGreaterThan(40)
    const known = [...families.values()]
    for (const { metric, labels } of selectors) {
      if (OF_THE_CLUSTER.has(metric)) continue
      const family = known.find(({ name, series }) => name === metric || series.has(metric))
      expect({ [metric]: family !== undefined }).toEqual({ [metric]: true })
      // Of what has not happened there is no line, and so no label.
      if (family?.series.size)
        for (const label of labels) expect([...family.labels, ...ADDED]).toContain(label)
    }
  })

  it.each(['sum(rate(x[5m])', 'rate(x)[5m', '{namespace=}', 'sum by x (y)'])(
    'do not pass where they say %s',
    (text) => {
      expect(() => selectorsOf(text)).toThrow(/not PromQL/)
    },
  )

  it('are a dashboard that Grafana takes: titles, ids and places of its panels are their own', () => {
    expect(board).toMatchObject({ uid: 'agent-state', title: 'Agent State', schemaVersion: 39 })
    const { panels } = board
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length)
    for (const { gridPos: a, id, type, targets, datasource } of panels) {
      expect(type).toMatch(/^(timeseries|row)$/)
      expect(a.x + a.w).toBeLessThanOrEqual(24)
      for (const { gridPos: b, id: other } of panels)
        if (other > id)
          expect(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y).toBe(true)
      if (type !== 'timeseries') continue
      expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' })
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
    }
    const variables = board.templating.list.map(({ name }) => name)
    for (const [, name] of JSON.stringify(panels).matchAll(/\$\{?(\w+)\}?/g))
      expect([...variables, '__rate_interval']).toContain(name)
  })
})
