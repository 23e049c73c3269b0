import type { Stage } from '../aws/stages.ts'
import { REFERENCE, estimate, sumBy, total } from './estimate.ts'
import type { Inputs } from './estimate.ts'
import { levers } from './levers.ts'
import type { Service } from './resources.ts'

const dollars = (usd: number) => Math.round(usd).toLocaleString('en-US')
const signed = (usd: number) => (usd < 0 ? '−' : '+') + dollars(Math.abs(usd))

/** The month by service, beside the reference where the stage is the one that it is for, and what changes it most. */
export function report(stage: Stage, inputs: Inputs): string {
  const lines = estimate(inputs)
  const all = total(lines)
  const compared = stage.name === 'production'
  const reference = (usd: number) => (compared ? dollars(usd).padStart(12) : '')
  const row = (name: string, usd: number, beside: string) =>
    `${name.padEnd(34)}${dollars(usd).padStart(10)}${beside}`

  const services = sumBy(lines, ({ service }) => service).flatMap(([service, usd]) => [
    row(service, usd, reference(REFERENCE[service as Service])),
    ...sumBy(
      lines.filter((line) => line.service === service),
      ({ item }) => item,
    )
      .filter(([, part]) => part >= 0.5)
      .map(([item, part]) => row(`  ${item}`, part, '')),
  ])
  const perUser = (usd: number) => `$${(usd / stage.load.users).toFixed(4)}`
  const referenceTotal = Object.values(REFERENCE).reduce((sum, usd) => sum + usd, 0)
  return [
    `${stage.name}: US dollars a month, list prices of ${inputs.prices.asOf}; check before you decide`,
    '',
    `${''.padEnd(34)}${'estimate'.padStart(10)}${compared ? 'reference'.padStart(12) : ''}`,
    ...services,
    row('Total', all, reference(referenceTotal)),
    `${'a user'.padEnd(34)}${perUser(all).padStart(10)}${compared ? perUser(referenceTotal).padStart(12) : ''}`,
    '',
    'What changes it most, one at a time',
    ...levers(inputs).map(([lever, usd]) => `${lever.padEnd(50)}${signed(usd).padStart(12)}`),
    '',
  ].join('\n')
}
