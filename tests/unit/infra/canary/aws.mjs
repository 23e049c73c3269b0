#!/usr/bin/env node
// What of AWS' command line a canary uses, on a load balancer in the file $FAKE_AWS: a rule with weights, two target groups,
// and answers of which each group fails its share. Unknown commands and options fail, as they do there.
import { readFileSync, writeFileSync } from 'node:fs'

const state = JSON.parse(readFileSync(process.env.FAKE_AWS, 'utf8'))
const [service, command, ...rest] = process.argv.slice(2)
const KNOWN = {
  'ssm get-parameter': ['--name'],
  'elbv2 describe-target-groups': ['--names'],
  'elbv2 describe-rules': ['--rule-arns'],
  'elbv2 describe-target-health': ['--target-group-arn'],
  'elbv2 modify-rule': ['--rule-arn', '--actions'],
  'cloudwatch get-metric-data': ['--start-time', '--end-time', '--metric-data-queries'],
}
const known = KNOWN[`${service} ${command}`]
const options = {}
for (let index = 0; index < rest.length;) {
  const option = rest[index++]
  if (option === undefined || ![...(known ?? []), '--output'].includes(option))
    fail(`Unknown options: ${option}`)
  options[option] = []
  while (index < rest.length && !rest[index].startsWith('--')) options[option].push(rest[index++])
}
if (!known) fail(`Invalid choice: ${service} ${command}`)
for (const option of known)
  if (!options[option]?.length) fail(`the following arguments are required: ${option}`)

function fail(message) {
  process.stderr.write(`aws: error: ${message}\n`)
  process.exit(252)
}

const answer = (value) => process.stdout.write(JSON.stringify(value))
const only = (option) => options[option][0]
const arn = (name) =>
  `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/${name}/0123456789abcdef`
const BALANCER = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/graph/50dc6c495c0c9188'
const weightOf = (name) => state.weights.find(({ TargetGroupArn }) => TargetGroupArn === arn(name))?.Weight
const isIn = (name) => weightOf(name) !== undefined

switch (command) {
  case 'get-parameter':
    if (only('--name') !== '/agent-state-dev/release-rule') fail('ParameterNotFound')
    answer({ Parameter: { Value: 'rule-arn' } })
    break
  case 'describe-target-groups':
    answer({
      TargetGroups: options['--names'].map((name) => ({
        TargetGroupName: name,
        TargetGroupArn: arn(name),
        LoadBalancerArns: isIn(name) ? [BALANCER] : [],
      })),
    })
    break
  case 'describe-rules':
    answer({ Rules: [{ Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: state.weights } }] }] })
    break
  case 'describe-target-health': {
    const name = only('--target-group-arn').split('/')[1]
    const State = isIn(name) ? (state.unhealthy.includes(name) ? 'unhealthy' : 'healthy') : 'unused'
    answer({ TargetHealthDescriptions: [1, 2, 3].map(() => ({ TargetHealth: { State } })) })
    break
  }
  case 'modify-rule': {
    if (only('--rule-arn') !== 'rule-arn') fail('RuleNotFound')
    const [{ Type, TargetGroupArn, ForwardConfig }] = JSON.parse(only('--actions'))
    if (Type !== 'forward') fail('ValidationError')
    state.weights = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn, Weight: 1 }]
    state.log.push(
      Object.fromEntries(state.weights.map((each) => [each.TargetGroupArn.split('/')[1], each.Weight])),
    )
    writeFileSync(process.env.FAKE_AWS, JSON.stringify(state))
    answer({ Rules: [] })
    break
  }
  default: {
    const total = state.weights.reduce((sum, { Weight }) => sum + Weight, 0)
    const MetricDataResults = JSON.parse(only('--metric-data-queries')).map(
      ({ Id, MetricStat: { Metric } }) => {
        const group = Metric.Dimensions.find(({ Name }) => Name === 'TargetGroup')?.Value.split('/')[1]
        const requests = group ? (1_000 * (weightOf(group) ?? 0)) / total : 0
        const value = Metric.MetricName === 'RequestCount' ? requests : requests * (state.failing[group] ?? 0)
        // CloudWatch has no point for a minute in which nothing was counted.
        return { Id, Values: value > 0 ? [value / 2, value / 2] : [] }
      },
    )
    answer({ MetricDataResults })
  }
}
