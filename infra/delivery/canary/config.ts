import { parseArgs } from 'node:util'
import { SIDES, prefixOf } from '../../aws/place.ts'
import type { Place, Side } from '../../aws/place.ts'
import { STAGES, isStageName } from '../../aws/stages.ts'
import { UsageError } from '../../jobs/config.ts'

export { UsageError }

export const USAGE = `Usage: npm run canary -- move --stage STAGE --to blue|green [--steps 5,25,50,100] [--looks 10] [--pause 60]
       npm run canary -- idle --stage STAGE
       npm run canary -- regions --stage STAGE

move     gives a side more and more of a region's traffic; takes it back where it burns the error budget, or on SIGTERM
         --steps   percentages, one after another
         --looks   how often each is looked at, and
         --pause   after how many seconds
idle     prints the side that has no traffic
regions  prints the stage's regions as JSON, the primary first

The region is that of the AWS command line, which is asked (AWS_REGION). Exits with 1 where the traffic was taken back, and with 2
where the command line is not right.
`

type At = Pick<Place, 'prefix'>

export type Command =
  | { readonly name: 'regions'; readonly regions: readonly string[] }
  | { readonly name: 'idle'; readonly place: At }
  | {
      readonly name: 'move'
      readonly place: At
      readonly to: Side
      readonly steps: readonly number[]
      readonly looks: number
      readonly pauseSeconds: number
    }

export function readCommand(args: string[]): Command {
  const { values, positionals } = parsed(args)
  const [name, ...more] = positionals
  if (more.length > 0) throw new UsageError(`${more.join(' ')} is too much`)
  const stage = values.stage ?? ''
  if (!isStageName(stage)) throw new UsageError(`--stage must be one of ${Object.keys(STAGES).join(', ')}`)
  const place = { prefix: prefixOf(STAGES[stage]) }
  switch (name) {
    case 'regions':
      return { name, regions: Object.keys(STAGES[stage].regions) }
    case 'idle':
      return { name, place }
    case 'move': {
      const to = SIDES.find((side) => side === values.to)
      if (!to) throw new UsageError(`--to must be ${SIDES.join(' or ')}`)
      const steps = values.steps.split(',').map(Number)
      if (
        !steps.every((step, index) => Number.isInteger(step) && step > (steps[index - 1] ?? 0) && step <= 100)
      )
        throw new UsageError('--steps must be percentages that grow, as 5,25,100')
      const looks = Number(values.looks)
      const pauseSeconds = Number(values.pause)
      if (!(Number.isInteger(looks) && looks >= 1))
        throw new UsageError('--looks must be a whole number, 1 or more')
      if (!(pauseSeconds > 0)) throw new UsageError('--pause must be a number of seconds')
      return { name, place, to, steps, looks, pauseSeconds }
    }
    default:
      throw new UsageError(name === undefined ? 'say what to do' : `there is no command ${name}`)
  }
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        stage: { type: 'string' },
        to: { type: 'string' },
        steps: { type: 'string', default: '5,25,50,100' },
        looks: { type: 'string', default: '10' },
        pause: { type: 'string', default: '60' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
