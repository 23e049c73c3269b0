import { SIDES, parameterName, targetGroupName } from '../../aws/place.ts'
import type { Place, Side } from '../../aws/place.ts'
import { aws } from './aws.ts'

/** The rule of a load balancer by which a release gets its traffic, and the target groups of both sides. */
export interface Listener {
  readonly rule: string
  readonly groups: Readonly<Record<Side, string>>
  readonly balancer: string
}

/** Finds them by the names that `infra/aws` gives them, in the region of the command line. */
export async function findListener(place: Pick<Place, 'prefix'>): Promise<Listener> {
  const parameter = await aws<{ Parameter: { Value: string } }>(
    ...['ssm', 'get-parameter', '--name', parameterName(place, 'release-rule')],
  )
  const names = SIDES.map((side) => targetGroupName(place, side))
  const { TargetGroups } = await aws<{
    TargetGroups: { TargetGroupName: string; TargetGroupArn: string; LoadBalancerArns: string[] }[]
  }>('elbv2', 'describe-target-groups', '--names', ...names)
  const [blue, green] = names.map((name) => {
    const group = TargetGroups.find(({ TargetGroupName }) => TargetGroupName === name)
    if (!group) throw new Error(`there is no target group ${name}`)
    return group
  })
  // The idle group is in no rule, and has no load balancer.
  const balancer = [blue, green].flatMap((group) => group?.LoadBalancerArns ?? [])[0]
  if (!blue || !green || !balancer) throw new Error(`no load balancer sends to ${names.join(' or ')}`)
  const groups = { blue: blue.TargetGroupArn, green: green.TargetGroupArn }
  return { rule: parameter.Parameter.Value, groups, balancer }
}

export const otherSide = (side: Side): Side => (side === 'blue' ? 'green' : 'blue')

interface ForwardAction {
  readonly Type: 'forward'
  readonly ForwardConfig: {
    readonly TargetGroups: readonly { readonly TargetGroupArn: string; readonly Weight: number }[]
  }
}

/** The side that gets traffic; where both do, that with more. */
export async function servingSide({ rule, groups }: Listener): Promise<Side> {
  const { Rules } = await aws<{ Rules: { Actions: { ForwardConfig: ForwardAction['ForwardConfig'] }[] }[] }>(
    ...['elbv2', 'describe-rules', '--rule-arns', rule],
  )
  const weights = Rules[0]?.Actions[0]?.ForwardConfig.TargetGroups ?? []
  const weightOf = (side: Side) =>
    weights.find(({ TargetGroupArn }) => TargetGroupArn === groups[side])?.Weight ?? 0
  return weightOf('green') > weightOf('blue') ? 'green' : 'blue'
}

/** Sends `percent` of the traffic to one side, the rest to the other. */
export async function setWeight({ rule, groups }: Listener, to: Side, percent: number): Promise<void> {
  const actions = forward(groups[otherSide(to)], groups[to], percent)
  await aws('elbv2', 'modify-rule', '--rule-arn', rule, '--actions', JSON.stringify(actions))
}

/** Ends the sharing: a group without traffic leaves the rule, so that it may be empty. */
export async function settle({ rule, groups }: Listener, on: Side): Promise<void> {
  const actions = [{ Type: 'forward', TargetGroupArn: groups[on] }]
  await aws('elbv2', 'modify-rule', '--rule-arn', rule, '--actions', JSON.stringify(actions))
}

export const forward = (from: string, to: string, percent: number): ForwardAction[] => [
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

/** How many gateways of a side the load balancer sends to, and how many it has. */
export async function targetsOf({ groups }: Listener, side: Side): Promise<{ healthy: number; all: number }> {
  const { TargetHealthDescriptions: all } = await aws<{
    TargetHealthDescriptions: { TargetHealth: { State: string } }[]
  }>('elbv2', 'describe-target-health', '--target-group-arn', groups[side])
  // Those that go are of pods that were replaced.
  const there = all.filter(({ TargetHealth }) => TargetHealth.State !== 'draining')
  const healthy = there.filter(({ TargetHealth }) => TargetHealth.State === 'healthy')
  return { healthy: healthy.length, all: there.length }
}
