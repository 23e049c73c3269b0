import type { Region } from '../aws/stages.ts'

/**
 * List prices in US dollars for us-east-1, without tax, free tiers, commitments or private agreements. Written down by
 * hand on the date below: check them at https://calculator.aws before you decide anything by them.
 */
export const PRICES = {
  asOf: '2026-11-23',
  hoursPerMonth: 730,
  secondsPerMonth: 730 * 3_600,

  /** Other regions' prices over us-east-1's: a mean of what the platform uses there, not a quotation. */
  region: { 'us-east-1': 1, 'eu-west-1': 1.12, 'ap-northeast-1': 1.27 } satisfies Record<Region, number>,

  /** An hour of a family's xlarge; sizes of a family are multiples of each other. */
  ec2: { t4g: 0.1344, m6g: 0.154, m7g: 0.1632, m8g: 0.1795, c7g: 0.145 } as Readonly<Record<string, number>>,
  /** PostgreSQL in one zone; Multi-AZ is twice that. */
  rds: { t4g: 0.258, r7g: 0.478 } as Readonly<Record<string, number>>,
  /** Redis OSS; Valkey costs 20 % less. */
  elasticache: { t4g: 0.26, r7g: 0.437 } as Readonly<Record<string, number>>,
  /** What Spot capacity costs of the list price: it moves, and differs by type and zone. */
  spotShare: 0.4,
  /** What is paid of list prices for instances: 1 without commitment. */
  committedShare: 1,

  perHour: {
    eksCluster: 0.1,
    natGateway: 0.045,
    publicIpv4: 0.005,
    interfaceEndpointZone: 0.01,
    loadBalancer: 0.0225,
    capacityUnit: 0.008,
    accelerator: 0.025,
  },
  perMonth: {
    ebsGib: 0.08,
    rdsGib: 0.115,
    backupGib: 0.095,
    webAcl: 5,
    webAclRule: 1,
    key: 1,
    secret: 0.4,
    alarm: 0.1,
    compositeAlarm: 0.5,
    dashboard: 3,
    /** First 50 TB, next 450 TB, then. */
    s3Gib: [
      [51_200, 0.023],
      [512_000, 0.022],
      [Infinity, 0.021],
    ],
    /** Intelligent-Tiering where most objects are not read for 90 days; with its monitoring. */
    s3TieredGib: 0.0065,
  },
  perGib: {
    crossZone: 0.02,
    crossRegion: 0.02,
    accelerator: 0.015,
    logs: 0.5,
    /** First 10 TB, next 40, next 100, then. */
    cloudFront: [
      [10_240, 0.085],
      [51_200, 0.08],
      [153_600, 0.06],
      [Infinity, 0.04],
    ],
  },
  perMillion: { cloudFront: 1, cloudFrontFunction: 0.1, waf: 0.6, s3Put: 5, s3Get: 0.4 },
} as const

type Widened<T> = T extends number
  ? number
  : T extends string
    ? string
    : { readonly [key in keyof T]: Widened<T[key]> }

export type Prices = Widened<typeof PRICES>
export type Tiers = readonly (readonly [upTo: number, price: number])[]

const SIZES: Readonly<Record<string, number>> = {
  nano: 1 / 32,
  micro: 1 / 16,
  small: 1 / 8,
  medium: 1 / 4,
  large: 1 / 2,
  xlarge: 1,
}

/** A month of an instance type such as `m7g.4xlarge`, `db.r7g.large` or `cache.t4g.micro`. Throws when it has no price. */
export function instanceMonth(
  families: Readonly<Record<string, number>>,
  type: string,
  { hoursPerMonth, committedShare }: Prices,
): number {
  const [family = '', size = ''] = type.replace(/^(db|cache)\./, '').split('.')
  const xlarges = SIZES[size] ?? Number(/^(\d+)xlarge$/.exec(size)?.[1])
  const price = families[family]
  if (price === undefined || Number.isNaN(xlarges)) throw new Error(`no price for ${type}`)
  return price * xlarges * hoursPerMonth * committedShare
}

/** What an amount costs where each tier's price is for the part of the amount within it. */
export function tiered(tiers: Tiers, amount: number): number {
  let below = 0
  let usd = 0
  for (const [upTo, price] of tiers) {
    usd += Math.max(0, Math.min(amount, upTo) - below) * price
    below = upTo
  }
  return usd
}
