import { parseArgs } from 'node:util'

/** A positive whole number of at most nine digits; `name` is the option's. */
export function positive(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} must be a positive whole number`)
  return Number(text)
}

/** Reads a command line whose options are positive whole numbers, given what each is where it is left out. */
export function positives<Name extends string>(
  args: string[],
  defaults: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const names = Object.keys(defaults) as Name[]
  const options = names.map((name) => [name, { type: 'string', default: String(defaults[name]) }] as const)
  const { values } = parseArgs({ args, options: Object.fromEntries(options) })
  return Object.fromEntries(names.map((name) => [name, positive(name, values[name] ?? '')])) as Record<
    Name,
    number
  >
}
