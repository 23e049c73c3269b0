import { setTimeout as sleep } from 'node:timers/promises'
import { SIDES } from '../../aws/place.ts'
import { findListener, otherSide, servingSide, setWeight, settle, targetsOf } from './load-balancer.ts'
import { USAGE, UsageError, readCommand } from './config.ts'
import type { Command } from './config.ts'
import { release } from './release.ts'
import { measure } from './traffic.ts'

// `npm run canary`: moves the traffic of a stage, in the region of the AWS command line, from one side to the other, and back
// where that burns the error budget.
const HEALTHY_WITHIN_LOOKS = 60
const HEALTHY_LOOK_MS = 5_000

async function move({ place, to, steps, looks, pauseSeconds }: Extract<Command, { name: 'move' }>) {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const givenUp = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => givenUp.abort(new Error(`${signal} came`)))
  const wait = async (ms: number) => {
    await sleep(ms, undefined, { signal: givenUp.signal }).catch(() => undefined)
    givenUp.signal.throwIfAborted()
  }
  const listener = await findListener(place)
  if ((await servingSide(listener)) === to) {
    say(`${to} has the traffic already.`)
    return true
  }
  return release({
    steps,
    looks,
    pauseSeconds,
    setWeight: (percent) => setWeight(listener, to, percent),
    settle: (on) => settle(listener, on === 'new' ? to : otherSide(to)),
    async untilHealthy() {
      for (let look = 0; look < HEALTHY_WITHIN_LOOKS; look++) {
        const { healthy, all } = await targetsOf(listener, to)
        if (all > 0 && healthy === all) {
          say(`${healthy} gateways are healthy`)
          return
        }
        await wait(Math.min(HEALTHY_LOOK_MS, pauseSeconds * 1_000))
      }
      throw new Error('the load balancer does not find its gateways healthy')
    },
    measure: (seconds) => measure(listener, to, seconds),
    pause: () => wait(pauseSeconds * 1_000),
    say,
  })
}

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2))
  switch (command.name) {
    case 'regions':
      process.stdout.write(`${JSON.stringify(command.regions)}\n`)
      return 0
    case 'idle': {
      const serving = await servingSide(await findListener(command.place))
      process.stdout.write(`${SIDES.find((side) => side !== serving)}\n`)
      return 0
    }
    case 'move':
      return (await move(command)) ? 0 : 1
    default:
      return command satisfies never
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(error instanceof UsageError ? `${message}\n\n${USAGE}` : `${message}\n`)
  process.exitCode = error instanceof UsageError ? 2 : 1
}
