/** The share of requests that may fail: see infra/runbooks/slo.md. */
export const ERROR_BUDGET = 0.001

interface Burning {
  readonly name: string
  /** How many times as fast as the budget allows. */
  readonly rate: number
  readonly long: string
  /** It is over soon after the trouble is. */
  readonly short: string
  readonly severity: 'page' | 'ticket'
}

export const BURN_RATES: readonly Burning[] = [
  { name: 'ErrorBudgetBurnsFast', rate: 14.4, long: '1h', short: '5m', severity: 'page' },
  { name: 'ErrorBudgetBurns', rate: 6, long: '6h', short: '30m', severity: 'page' },
  { name: 'ErrorBudgetBurnsSlowly', rate: 1, long: '3d', short: '6h', severity: 'ticket' },
]

/** Requests of clients that the gateway answered 5xx, of all. */
export const failing = (here: string, window: string) => {
  const requests = (more: string) =>
    `sum(rate(http_requests_total{${here}, part="gateway"${more}}[${window}]))`
  return `${requests(', status=~"5.."')} / ${requests('')}`
}

export const burnsAt = (here: string, { rate, long, short }: Burning) =>
  [long, short].map((window) => `${failing(here, window)} > ${rate} * ${ERROR_BUDGET}`).join(' and ')

/** What is promised of an operation's 99th percentile, in seconds. */
export const LATENCIES: readonly { readonly operation: string; readonly seconds: number }[] = [
  { operation: 'SearchMemories', seconds: 0.1 },
  { operation: 'AddMemories', seconds: 0.06 },
  { operation: 'Context', seconds: 0.2 },
  { operation: 'CreateSandbox', seconds: 1 },
  { operation: 'CloneSnapshot', seconds: 0.5 },
]

/** Those that are slower than promised: each operation beside its own promise. */
export const slow = (here: string) =>
  LATENCIES.map(
    ({ operation, seconds }) =>
      `histogram_quantile(0.99, sum by (le, operation) (rate(graphql_operation_seconds_bucket{${here}, operation="${operation}"}[30m]))) > ${seconds}`,
  ).join(' or ')
