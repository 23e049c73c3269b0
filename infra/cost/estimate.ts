import type { Load, Region } from '../aws/stages.ts'
import type { Prices } from './prices.ts'
import { resourceLines } from './resources.ts'
import type { Line, Resource, Service } from './resources.ts'
import { shapeOf, usageLines } from './usage.ts'

/** All that a stage's bill follows from. */
export interface Inputs {
  readonly resources: readonly Resource[]
  readonly load: Load
  readonly prices: Prices
  readonly primary: Region
}

/** A month's bill: what is there, and what is done with it. */
export const estimate = ({ resources, load, prices, primary }: Inputs): Line[] => [
  ...resourceLines(resources, prices),
  ...usageLines(load, shapeOf(resources, primary), prices),
]

export const total = (lines: readonly Pick<Line, 'usd'>[]): number =>
  lines.reduce((sum, { usd }) => sum + usd, 0)

/** Sums of lines by what `key` makes of them, the largest first. */
export function sumBy(lines: readonly Line[], key: (line: Line) => string): [key: string, usd: number][] {
  const sums = new Map<string, number>()
  for (const line of lines) sums.set(key(line), (sums.get(key(line)) ?? 0) + line.usd)
  return [...sums].sort(([, one], [, other]) => other - one)
}

/** The estimate for ten million users that this project's target was set with, in dollars a month. */
export const REFERENCE: Readonly<Record<Service, number>> = {
  EKS: 150_000,
  RDS: 80_000,
  ElastiCache: 45_000,
  S3: 25_000,
  CloudFront: 35_000,
  'Data transfer': 20_000,
  Other: 15_000,
}
