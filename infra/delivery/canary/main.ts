import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { measure, setWeight } from './load-balancer.ts'
import { release } from './release.ts'

// `npm run canary -- --rule ARN --from ARN --to ARN`: moves a load balancer's traffic from one target group to another,
// and back where that burns the error budget. It uses the AWS command line, with its credentials.
const { rule, from, to, minutes } = parseArgs({
  options: {
    rule: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
    minutes: { type: 'string', default: '10' },
  },
}).values
if (!rule || !from || !to || !(Number(minutes) >= 1)) {
  process.stderr.write(
    'Usage: npm run canary -- --rule LISTENER_RULE_ARN --from TARGET_GROUP_ARN --to TARGET_GROUP_ARN [--minutes 10]\n',
  )
  process.exit(2)
}
const share = { rule, from, to }
const done = await release({
  steps: [5, 25, 50, 100],
  minutes: Number(minutes),
  setWeight: (percent) => setWeight(share, percent),
  measure: (passed) => measure(share, passed),
  minute: () => sleep(60_000),
  say: (line) => process.stdout.write(`${line}\n`),
})
process.exitCode = done ? 0 : 1
