/**
 * The alarms on AWS, each with the page of `infra/runbooks` that says what to do. An alarm is called
 * `<prefix>-<region>-<name>`, with what it watches after that where there are several.
 */
export const ALARMS = {
  'burn-fast': { runbook: 'slo', summary: 'The error budget is gone in two days at this rate' },
  'burn-slow': { runbook: 'slo', summary: 'The error budget is gone in five days at this rate' },
  'burn-steady': { runbook: 'slo', summary: 'For three days the error budget was burnt faster than it may' },
  'edge-errors': {
    runbook: 'region-failover',
    summary: 'CloudFront answers more 5xx than the error budget has',
  },
  'no-gateway': { runbook: 'region-failover', summary: 'No gateway of the region is healthy' },
  latency: { runbook: 'runaway-tenant', summary: 'p99 is over what is promised' },
  'requests-many': { runbook: 'runaway-tenant', summary: 'More is asked than was planned for' },
  'requests-refused': { runbook: 'key-leak', summary: 'One request in ten is refused: somebody tries keys' },
  poolers: { runbook: 'primary-loss', summary: 'A PgBouncer is away' },
  'database-away': { runbook: 'primary-loss', summary: 'Nobody is connected to a writer' },
  'database-lag': { runbook: 'primary-loss', summary: 'A replica is half a minute behind' },
  'database-cpu': { runbook: 'hot-shard', summary: 'A database has little CPU left' },
  'database-storage': { runbook: 'cost-spike', summary: 'A database has little storage left' },
  'cache-away': { runbook: 'cache-loss', summary: 'A node of the cache does not tell how it is' },
  'cache-cpu': { runbook: 'cache-loss', summary: 'A node of the cache makes callers wait' },
  'backup-failed': { runbook: 'restore', summary: 'A nightly copy of a database, or its way abroad, failed' },
  budget: { runbook: 'cost-spike', summary: 'The month costs more than was planned' },
} as const satisfies Readonly<Record<string, { readonly runbook: string; readonly summary: string }>>

export type AlarmName = keyof typeof ALARMS

/** What somebody who is woken reads. */
export const describeAlarm = (name: AlarmName) =>
  `${ALARMS[name].summary}: infra/runbooks/${ALARMS[name].runbook}.md`
