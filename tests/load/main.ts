import { readdir } from 'node:fs/promises'
import { basename, relative } from 'node:path'
import type { Bench } from './support/bench.ts'
import { keep, table } from './support/report.ts'

// `npm run bench` lists the benches; `npm run bench -- NAME` runs one, prints what it measured and keeps it.
process.once('SIGINT', () => process.exit(130))

const [name, ...args] = process.argv.slice(2)
const benches = new Map<string, Bench>()
for (const file of await readdir(import.meta.dirname))
  if (file.endsWith('.ts') && file !== 'main.ts')
    benches.set(basename(file, '.ts'), (await import(`./${file}`)) as Bench)

const bench = benches.get(name ?? '')
if (bench && name) await run(name, bench)
else {
  const width = Math.max(...Array.from(benches.keys(), ({ length }) => length))
  const list = Array.from(benches, ([known, { summary }]) => `  ${known.padEnd(width)}  ${summary}\n`)
  process.stdout.write(`Usage: npm run bench -- NAME [options]\n\n${list.join('')}`)
  if (name) process.exitCode = 1
}

async function run(name: string, bench: Bench): Promise<void> {
  try {
    const result = await bench.run({ args, log: (line) => process.stderr.write(`${line}\n`) })
    process.stdout.write(`\n${table(result.measurements)}\n`)
    process.stdout.write(`Kept in ${relative(process.cwd(), await keep(name, result))}\n`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
