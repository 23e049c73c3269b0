interface Panel {
  readonly title: string
  readonly expr: string
  readonly legend: string
  /** Grafana's name of the unit. */
  readonly unit: string
}

const HERE = 'namespace="$namespace"'

const PANELS: readonly Panel[] = [
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
]

/** Two panels a row, of Grafana's 24 columns. */
const WIDTH = 12
const HEIGHT = 8

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
    panels: PANELS.map(({ title, expr, legend, unit }, index) => ({
      id: index + 1,
      type: 'timeseries',
      title,
      datasource: { type: 'prometheus', uid: '${datasource}' },
      gridPos: { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT, w: WIDTH, h: HEIGHT },
      fieldConfig: { defaults: { unit }, overrides: [] },
      targets: [{ refId: 'A', expr, legendFormat: legend }],
    })),
  })
