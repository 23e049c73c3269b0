import { readFile } from 'node:fs/promises'
import { brokenOperations, readPublished } from './schema-check.ts'

// `npm run schema:check -- [FOLDER|MANIFEST.json]`: whether this graph answers every operation that was published with the
// release before, by default those of this tree.
const [path = 'operations'] = process.argv.slice(2)
const published = await readPublished(path)
if (published.length === 0) throw new Error(`there are no operations in ${path}`)
const supergraph = await readFile(new URL('../../gateway/supergraph.graphql', import.meta.url), 'utf8')
const broken = brokenOperations(supergraph, published)
for (const { name, problems } of broken) process.stderr.write(`${name}:\n  ${problems.join('\n  ')}\n`)
if (broken.length > 0) process.exitCode = 1
else process.stdout.write(`The graph answers all of the ${published.length} operations in ${path}.\n`)
