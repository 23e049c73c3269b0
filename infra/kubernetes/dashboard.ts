import { ERROR_BUDGET, failing } from './burn-rate.ts'

interface Panel {
  readonly title: string
  readonly expr: string
  readonly legend: string
  /** Grafana's name of the unit. */
  readonly unit: string
}

const HERE = 'namespace="$namespace"'

const RATE = '[$__rate_interval]'
const quantile = (of: string, by: string, q = 0.99) =>
  `histogram_quantile(${q}, sum by (le, ${by}) (rate(${of}_bucket{${HERE}}${RATE})))`

/** Rows of panels, in the order that trouble is looked into. */
const ROWS: Readonly<Record<string, readonly Panel[]>> = {
  Clients: [
    {
      title: 'Requests, by route',
      expr: `sum by (route) (rate(http_requests_total{${HERE}, part="gateway"}${RATE}))`,
      legend: '{{route}}',
      unit: 'reqps',
    },
    {
      title: 'Error budget burnt, times what it allows',
      expr: `(${failing(HERE, '1h')}) / ${ERROR_BUDGET}`,
      legend: '1 h',
      unit: 'short',
    },
    {
      title: 'Requests refused or failed, by status',
      expr: `sum by (status) (rate(http_requests_total{${HERE}, part="gateway", status=~"[45].."}${RATE}))`,
      legend: '{{status}}',
      unit: 'reqps',
    },
    {
      title: 'Event streams that are open',
      expr: `sum by (service) (event_streams_open{${HERE}})`,
      legend: '{{service}}',
      unit: 'short',
    },
  ],
  Operations: [
    {
      title: 'Operations, by name',
      expr: `sum by (operation) (rate(graphql_operation_seconds_count{${HERE}}${RATE}))`,
      legend: '{{operation}}',
      unit: 'ops',
    },
    {
      title: 'Errors, by code',
      expr: `sum by (operation, code) (rate(graphql_operation_errors_total{${HERE}}${RATE}))`,
      legend: '{{operation}} {{code}}',
      unit: 'ops',
    },
    {
      title: 'What an operation takes, p50',
      expr: quantile('graphql_operation_seconds', 'operation', 0.5),
      legend: '{{operation}}',
      unit: 's',
    },
    {
      title: 'What an operation takes, p99',
      expr: quantile('graphql_operation_seconds', 'operation'),
      legend: '{{operation}}',
      unit: 's',
    },
  ],
  Subgraphs: [
    {
      title: 'Requests to subgraphs',
      expr: `sum by (subgraph) (rate(subgraph_request_seconds_count{${HERE}}${RATE}))`,
      legend: '{{subgraph}}',
      unit: 'reqps',
    },
    {
      title: 'Errors of subgraphs, by code',
      expr: `sum by (subgraph, code) (rate(subgraph_request_errors_total{${HERE}}${RATE}))`,
      legend: '{{subgraph}} {{code}}',
      unit: 'reqps',
    },
    {
      title: 'What asking a subgraph takes, p99',
      expr: quantile('subgraph_request_seconds', 'subgraph'),
      legend: '{{subgraph}}',
      unit: 's',
    },
    {
      title: 'Subgraphs that are left alone, by gateways',
      expr: `sum by (subgraph) (subgraph_breaker_open{${HERE}})`,
      legend: '{{subgraph}}',
      unit: 'short',
    },
  ],
  'What all depend on': [
    {
      title: 'Dependencies that answer',
      expr: `min by (part, dependency) (dependency_up{${HERE}})`,
      legend: '{{part}}: {{dependency}}',
      unit: 'short',
    },
    {
      title: 'Hits of the cache',
      expr:
        `sum by (kind) (rate(cache_reads_total{${HERE}, result="hit"}${RATE}))` +
        ` / sum by (kind) (rate(cache_reads_total{${HERE}}${RATE}))`,
      legend: '{{kind}}',
      unit: 'percentunit',
    },
    {
      title: 'Database connections at work, of those there may be',
      expr:
        `max by (service, database) (database_connections_in_use{${HERE}}` +
        ` / database_connections_max{${HERE}})`,
      legend: '{{service}} {{database}}',
      unit: 'percentunit',
    },
    {
      title: 'Waiting for a database connection',
      expr: `max by (service, database) (database_connections_waiting{${HERE}})`,
      legend: '{{service}} {{database}}',
      unit: 'short',
    },
    {
      title: 'Requests that found a replica current, behind or away',
      expr: `sum by (database, outcome) (rate(replica_requests_total{${HERE}}${RATE}))`,
      legend: '{{database}} {{outcome}}',
      unit: 'reqps',
    },
  ],
  Processes: [
    {
      title: 'Pods that are ready',
      expr: `kube_deployment_status_replicas_available{${HERE}}`,
      legend: '{{deployment}}',
      unit: 'short',
    },
    {
      title: 'CPU of each part',
      expr: `sum by (service) (rate(process_cpu_seconds_total{${HERE}}[5m]))`,
      legend: '{{service}}',
      unit: 'short',
    },
    {
      title: 'Memory of a pod, the largest',
      expr: `max by (service) (process_resident_memory_bytes{${HERE}})`,
      legend: '{{service}}',
      unit: 'bytes',
    },
    {
      title: 'Event loop lag, p99, the worst pod',
      expr: `max by (service) (nodejs_eventloop_lag_p99_seconds{${HERE}})`,
      legend: '{{service}}',
      unit: 's',
    },
  ],
  Jobs: [
    {
      title: 'Jobs that wait',
      expr: `max by (job) (jobs_waiting{${HERE}})`,
      legend: '{{job}}',
      unit: 'short',
    },
    {
      title: 'The longest due job',
      expr: `max by (job) (jobs_oldest_seconds{${HERE}})`,
      legend: '{{job}}',
      unit: 's',
    },
    {
      title: 'Jobs done',
      expr: `sum by (job) (rate(jobs_done_total{${HERE}}[5m]))`,
      legend: '{{job}}',
      unit: 'ops',
    },
    {
      title: 'Attempts that failed',
      expr: `sum by (job) (rate(jobs_failed_total{${HERE}}[5m]))`,
      legend: '{{job}}',
      unit: 'ops',
    },
  ],
}

/** Two panels a row, of Grafana's 24 columns. */
const WIDTH = 12
const HEIGHT = 8

/** The panels beneath their titles, one after another. */
function layOut() {
  let y = 0
  let id = 0
  return Object.entries(ROWS).flatMap(([row, panels]) => {
    const title = { id: ++id, type: 'row', title: row, gridPos: { x: 0, y, w: 24, h: 1 }, targets: [] }
    const top = ++y
    y += Math.ceil(panels.length / 2) * HEIGHT
    return [
      title,
      ...panels.map(({ title, expr, legend, unit }, index) => ({
        id: ++id,
        type: 'timeseries',
        title,
        datasource: { type: 'prometheus', uid: '${datasource}' },
        gridPos: { x: (index % 2) * WIDTH, y: top + (index >> 1) * HEIGHT, w: WIDTH, h: HEIGHT },
        fieldConfig: { defaults: { unit }, overrides: [] },
        targets: [{ refId: 'A', expr, legendFormat: legend }],
      })),
    ]
  })
}

/** The Grafana dashboard of the platform in a cluster, as JSON. */
export const dashboard = (namespace: string): string =>
  JSON.stringify({
    uid: 'agent-state',
    title: 'Agent State',
    schemaVersion: 39,
    time: { from: 'now-6h', to: 'now' },
    refresh: '1m',
    templating: {
      list: [
        { name: 'datasource', type: 'datasource', query: 'prometheus' },
        { name: 'namespace', type: 'constant', query: namespace },
      ],
    },
    panels: layOut(),
  })
