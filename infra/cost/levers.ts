import { estimate, total } from './estimate.ts'
import type { Inputs } from './estimate.ts'

type Lever = (inputs: Inputs) => Inputs

const withLoad =
  (change: (load: Inputs['load']) => Partial<Inputs['load']>): Lever =>
  (inputs) => ({ ...inputs, load: { ...inputs.load, ...change(inputs.load) } })

const without =
  (drop: (resource: Inputs['resources'][number], inputs: Inputs) => boolean): Lever =>
  (inputs) => ({ ...inputs, resources: inputs.resources.filter((resource) => !drop(resource, inputs)) })

/** One change at a time, to what was assumed or decided. */
const LEVERS: Readonly<Record<string, Lever>> = {
  'twice the requests': withLoad(({ requestsPerSecond }) => ({ requestsPerSecond: 2 * requestsPerSecond })),
  'the peak all month: ten times the requests': withLoad(({ requestsPerSecond }) => ({
    requestsPerSecond: 10 * requestsPerSecond,
  })),
  'half of the requests answered at the edge': withLoad(() => ({ edgeHitShare: 0.5 })),
  'twice the snapshots': withLoad(({ snapshotTib }) => ({ snapshotTib: 2 * snapshotTib })),
  'nothing de-duplicated': withLoad(() => ({ snapshotReduction: 3.2 })),
  'blocks packed into objects of 8 MiB': withLoad(() => ({ blockKib: 8_192 })),
  'instances committed to for a year (about −34 %)': (inputs) => ({
    ...inputs,
    prices: { ...inputs.prices, committedShare: 0.66 },
  }),
  'Valkey instead of Redis (−20 %)': ({ prices, ...inputs }) => ({
    ...inputs,
    prices: {
      ...prices,
      elasticache: Object.fromEntries(
        Object.entries(prices.elasticache).map(([family, usd]) => [family, 0.8 * usd]),
      ),
    },
  }),
  'two readers a hot database instead of five': without(
    ({ type, id }) => type === 'AWS::RDS::DBInstance' && /hot.*reader[2-9]$/.test(id),
  ),
  'one region only': without(({ region }, { primary }) => region !== primary),
}

/** What each lever does to the bill, in dollars a month, the strongest first; those without effect are left out. */
export function levers(inputs: Inputs): [lever: string, usd: number][] {
  const now = total(estimate(inputs))
  return Object.entries(LEVERS)
    .map(([name, pull]): [string, number] => [name, total(estimate(pull(inputs))) - now])
    .filter(([, usd]) => Math.abs(usd) >= 1)
    .sort(([, one], [, other]) => Math.abs(other) - Math.abs(one))
}
