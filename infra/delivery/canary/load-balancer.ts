import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Traffic } from './release.ts'

const run = promisify(execFile)
const aws = async (...args: string[]): Promise<unknown> =>
  JSON.parse((await run('aws', [...args, '--output', 'json'])).stdout || 'null')

/** A rule of an Application Load Balancer that shares the traffic between two target groups. */
export interface Share {
  readonly rule: string
  readonly from: string
  readonly to: string
}

/** Sends `percent` of the rule's traffic to the group `to`, the rest to `from`. */
export async function setWeight({ rule, from, to }: Share, percent: number): Promise<void> {
  await aws(
    'elbv2',
    'modify-rule',
    '--rule-arn',
    rule,
    '--actions',
    JSON.stringify(forward(from, to, percent)),
  )
}

export const forward = (from: string, to: string, percent: number) => [
  {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: from, Weight: 100 - percent },
        { TargetGroupArn: to, Weight: percent },
      ],
    },
  },
]

/** What the group `to` answered in the last minutes, and what the load balancer answered in its place. */
export async function measure({ to }: Share, minutes: number, now = new Date()): Promise<Traffic> {
  const groups = (await aws('elbv2', 'describe-target-groups', '--target-group-arns', to)) as {
    TargetGroups: { LoadBalancerArns: string[] }[]
  }
  const balancer = groups.TargetGroups[0]?.LoadBalancerArns[0]
  if (!balancer) throw new Error(`no load balancer sends to ${to}`)
  const { MetricDataResults } = (await aws(
    'cloudwatch',
    'get-metric-data',
    '--start-time',
    new Date(now.getTime() - minutes * 60_000).toISOString(),
    '--end-time',
    now.toISOString(),
    '--metric-data-queries',
    JSON.stringify(queries(balancer, to)),
  )) as { MetricDataResults: { Id: string; Values: number[] }[] }
  const sum = (id: string) =>
    MetricDataResults.filter(({ Id }) => Id === id)
      .flatMap(({ Values }) => Values)
      .reduce((total, value) => total + value, 0)
  return { requests: sum('requests'), errors: sum('target') + sum('balancer') }
}

/** Sums a minute of requests and of errors: the group's own, and the balancer's where no target answered. */
export function queries(balancerArn: string, targetGroupArn: string) {
  const balancer = { Name: 'LoadBalancer', Value: balancerArn.replace(/^.*:loadbalancer\//, '') }
  const group = { Name: 'TargetGroup', Value: targetGroupArn.replace(/^.*:/, '') }
  const query = (Id: string, MetricName: string, Dimensions: readonly object[]) => ({
    Id,
    MetricStat: {
      Metric: { Namespace: 'AWS/ApplicationELB', MetricName, Dimensions },
      Period: 60,
      Stat: 'Sum',
    },
  })
  return [
    query('requests', 'RequestCount', [balancer, group]),
    query('target', 'HTTPCode_Target_5XX_Count', [balancer, group]),
    query('balancer', 'HTTPCode_ELB_5XX_Count', [balancer]),
  ]
}
