import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { synth } from './synth.ts'
import { readValues } from './values.ts'

// `npm run k8s:synth -- production [--image REPOSITORY@sha256:…]`: writes the manifests to dist/kubernetes/production/.
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { image: { type: 'string' } },
})
const [name] = positionals
if (name === undefined || positionals.length > 1) {
  process.stderr.write(
    'Usage: npm run k8s:synth -- production|small|FILE.yaml [--image REPOSITORY@sha256:…]\n',
  )
  process.exit(2)
}
const values = await readValues(name)
const folder = fileURLToPath(new URL(`../../dist/kubernetes/${basename(name, '.yaml')}/`, import.meta.url))
await rm(folder, { recursive: true, force: true })
const app = synth({ ...values, ...(options.image && { image: options.image }) }, folder)
app.synth()
for (const { node } of app.charts) process.stdout.write(`${folder}${node.id}.yaml\n`)
