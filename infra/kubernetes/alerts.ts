import { burnsAt, BURN_RATES, slow } from './burn-rate.ts'

/** A condition that somebody is to know of. `runbook` is a page of infra/runbooks/. */
export interface Alert {
  readonly name: string
  readonly expr: string
  /** For how long it has to hold. */
  readonly for: string
  readonly severity: 'page' | 'ticket'
  readonly summary: string
  readonly runbook: string
}

/** The alerts of the platform in one namespace, on its own metrics, kube-state-metrics' and the kubelet's. */
export function alertsOf(namespace: string): readonly Alert[] {
  const here = `namespace="${namespace}"`
  return [
    {
      name: 'GatewayDown',
      expr: `sum(kube_deployment_status_replicas_available{${here}, deployment="gateway"}) == 0`,
      for: '1m',
      severity: 'page',
      summary: 'No gateway is ready: nobody is answered. It needs a database and a subgraph that answer.',
      runbook: 'primary-loss',
    },
    ...BURN_RATES.map((burning): Alert => ({
      name: burning.name,
      expr: burnsAt(here, burning),
      for: '0m',
      severity: burning.severity,
      summary: `The gateway answers 5xx ${burning.rate} times as often as the error budget lasts for, over ${burning.long}.`,
      runbook: 'primary-loss',
    })),
    {
      name: 'OperationsSlow',
      expr: slow(here),
      for: '30m',
      severity: 'ticket',
      summary: 'An operation takes longer than is promised of its 99th percentile.',
      runbook: 'runaway-tenant',
    },
    {
      name: 'InternalErrors',
      expr: `sum by (operation) (rate(graphql_operation_errors_total{${here}, code="INTERNAL_SERVER_ERROR"}[10m])) > 0.01`,
      for: '10m',
      severity: 'ticket',
      summary: 'An operation meets errors that nobody thought of: the log has them, by request id.',
      runbook: 'restore',
    },
    {
      name: 'SubgraphLeftAlone',
      expr: `max by (subgraph) (subgraph_breaker_open{${here}}) == 1`,
      for: '2m',
      severity: 'page',
      summary:
        'A gateway has stopped asking a subgraph, which does not answer it: its fields are UNAVAILABLE.',
      runbook: 'primary-loss',
    },
    {
      name: 'DatabaseAway',
      expr: `min by (part, dependency) (dependency_up{${here}, dependency=~"database-.+"}) == 0`,
      for: '1m',
      severity: 'page',
      summary: 'A part gets no answer from a database.',
      runbook: 'primary-loss',
    },
    {
      name: 'CacheAway',
      expr: `min by (part) (dependency_up{${here}, dependency="redis"}) == 0`,
      for: '5m',
      severity: 'ticket',
      summary: 'A part gets no answer from Redis: it goes on without, and asks the database for more.',
      runbook: 'cache-loss',
    },
    {
      name: 'ObjectsAway',
      expr: `min by (part) (dependency_up{${here}, dependency="objects"}) == 0`,
      for: '5m',
      severity: 'page',
      summary: 'The object store does not answer: snapshots can be listed, and neither read nor made.',
      runbook: 'restore',
    },
    {
      name: 'ConnectionsScarce',
      expr: `max by (service, database) (database_connections_waiting{${here}}) > 0`,
      for: '5m',
      severity: 'ticket',
      summary: 'Statements wait for a connection to a database all the time.',
      runbook: 'hot-shard',
    },
    {
      name: 'ReplicasAway',
      expr: `sum by (database) (rate(replica_requests_total{${here}, outcome="away"}[5m])) > 0`,
      for: '10m',
      severity: 'ticket',
      summary: 'Replicas of a database do not answer: its writer is read in their place.',
      runbook: 'primary-loss',
    },
    {
      name: 'SubgraphDown',
      expr:
        `kube_deployment_status_replicas_available{${here}, deployment!~".*-worker|gateway"} == 0` +
        ` or kube_statefulset_status_replicas_ready{${here}} == 0`,
      for: '2m',
      severity: 'page',
      summary: 'A subgraph has no pod that is ready: its fields are UNAVAILABLE.',
      runbook: 'primary-loss',
    },
    {
      name: 'WorkersDown',
      expr: `kube_deployment_status_replicas_available{${here}, deployment=~".*-worker"} == 0`,
      for: '10m',
      severity: 'ticket',
      summary: 'Jobs wait: no worker is ready. What is written stays searchable by its words.',
      runbook: 'hot-shard',
    },
    {
      name: 'JobsLate',
      expr: `max by (job) (jobs_oldest_seconds{${here}}) > 600`,
      for: '10m',
      severity: 'ticket',
      summary: 'Jobs that are due have waited for over 10 minutes.',
      runbook: 'hot-shard',
    },
    {
      name: 'JobsParked',
      expr: `max by (job) (jobs_parked{${here}}) > 0`,
      for: '5m',
      severity: 'ticket',
      summary: 'Jobs failed as often as they may, and wait for somebody.',
      runbook: 'hot-shard',
    },
    {
      name: 'AtMaximum',
      expr:
        `kube_horizontalpodautoscaler_status_current_replicas{${here}}` +
        ` >= kube_horizontalpodautoscaler_spec_max_replicas{${here}}`,
      for: '15m',
      severity: 'page',
      summary: 'A part has all the pods that it may have: more load than was planned for.',
      runbook: 'runaway-tenant',
    },
    {
      name: 'RestartLoop',
      expr: `increase(kube_pod_container_status_restarts_total{${here}}[15m]) > 3`,
      for: '0m',
      severity: 'page',
      summary: 'A container ends again and again.',
      runbook: 'sandbox-escape',
    },
    {
      name: 'MemoryNearLimit',
      expr:
        `max by (pod, container) (container_memory_working_set_bytes{${here}, container!=""})` +
        ` / max by (pod, container) (kube_pod_container_resource_limits{${here}, resource="memory"}) > 0.9`,
      for: '10m',
      severity: 'ticket',
      summary: 'A container is about to be killed for its memory.',
      runbook: 'runaway-tenant',
    },
    {
      name: 'EventLoopLag',
      expr: `max by (service, pod) (nodejs_eventloop_lag_p99_seconds{${here}}) > 0.1`,
      for: '5m',
      severity: 'ticket',
      summary: 'A process is so busy that every answer waits for over 100 ms.',
      runbook: 'runaway-tenant',
    },
    {
      name: 'MigrationFailed',
      expr: `kube_job_status_failed{${here}, job_name=~"migrate-.+"} > 0`,
      for: '0m',
      severity: 'page',
      summary: 'The migration of a release failed; the release has not been deployed.',
      runbook: 'restore',
    },
    {
      name: 'PodsOld',
      expr: `time() - min(kube_pod_start_time{${here}}) > 25 * 86400`,
      for: '1h',
      severity: 'ticket',
      summary:
        'A pod has the passwords of 25 days ago, and they are good until the rotation after next: start it anew.',
      runbook: 'key-leak',
    },
  ]
}
