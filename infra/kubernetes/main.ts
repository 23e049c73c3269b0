import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { synth } from './synth.ts'
import { readValues } from './values.ts'

const USAGE = `Usage: npm run k8s:synth -- production|small|FILE.yaml [--image IMAGE] [--namespace NAME] [--target-group ARN]

Writes the manifests to dist/kubernetes/NAME/. What is given besides replaces the file's: a release says its image, and which
of two sides it goes to.
`
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    image: { type: 'string' },
    namespace: { type: 'string' },
    'target-group': { type: 'string' },
  },
})
const [name] = positionals
if (name === undefined || positionals.length > 1) {
  process.stderr.write(USAGE)
  process.exit(2)
}
const values = await readValues(name, {
  ...(options.image && { image: options.image }),
  ...(options.namespace && { namespace: options.namespace }),
  ...(options['target-group'] && { targetGroupArn: options['target-group'] }),
})
const folder = fileURLToPath(new URL(`../../dist/kubernetes/${basename(name, '.yaml')}/`, import.meta.url))
await rm(folder, { recursive: true, force: true })
const app = synth(values, folder)
app.synth()
for (const { node } of app.charts) process.stdout.write(`${folder}${node.id}.yaml\n`)
