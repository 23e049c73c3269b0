import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { brokenOperations, readPublished } from './schema-check.ts'

// `npm run schema:check -- [FOLDER|MANIFEST.json] [--was SUPERGRAPH] [--is SUPERGRAPH]`: whether this graph answers every operation
// that was published with the release before, by default those of this tree; with that release's supergraph, whether it
// answers as their clients expect.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { was: { type: 'string' }, is: { type: 'string' } },
})
const [path = 'operations'] = positionals
const published = await readPublished(path)
if (published.length === 0) throw new Error(`there are no operations in ${path}`)
const read = (file: string | URL) => readFile(file, 'utf8')
const is = await read(values.is ?? new URL('../../gateway/supergraph.graphql', import.meta.url))
const broken = brokenOperations(is, published, values.was === undefined ? undefined : await read(values.was))
for (const { name, problems } of broken) process.stderr.write(`${name}:\n  ${problems.join('\n  ')}\n`)
if (broken.length > 0) process.exitCode = 1
else process.stdout.write(`The graph answers all of the ${published.length} operations in ${path}.\n`)
