import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { SIDES } from '../aws/place.ts'
import { REGIONS } from '../aws/stages.ts'
import type { Region } from '../aws/stages.ts'
import { synth } from './synth.ts'
import { readValues } from './read-values.ts'

const USAGE = `Usage: npm run k8s:synth -- dev|staging|production [--region REGION] [--side blue|green] [--image IMAGE]
       npm run k8s:synth -- small|FILE.yaml [--image IMAGE]

Writes the manifests to dist/kubernetes/NAME/. A stage on AWS is that of infra/aws/stages.ts, by default in its primary region
and on the side blue; the others have a file of values. A release says its image.
`
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { image: { type: 'string' }, region: { type: 'string' }, side: { type: 'string' } },
})
const [name] = positionals
const { image, region, side } = options
const known = <T extends string>(value: string, all: readonly T[]): value is T => all.includes(value as T)
const regions = Object.keys(REGIONS) as Region[]
if (
  name === undefined ||
  positionals.length > 1 ||
  (region !== undefined && !known(region, regions)) ||
  (side !== undefined && !known(side, SIDES))
) {
  process.stderr.write(USAGE)
  process.exit(2)
}
const values = await readValues(name, {
  ...(image && { image }),
  ...(region && { region }),
  ...(side && { side }),
})
const folder = fileURLToPath(new URL(`../../dist/kubernetes/${basename(name, '.yaml')}/`, import.meta.url))
await rm(folder, { recursive: true, force: true })
const app = synth(values, folder)
app.synth()
for (const { node } of app.charts) process.stdout.write(`${folder}${node.id}.yaml\n`)
