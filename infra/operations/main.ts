import { readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parseManifest } from '../../gateway/persisted/manifest.ts'
import type { Manifest } from '../../gateway/persisted/manifest.ts'
import { succeed } from './publish.ts'

// `npm run publish:operations`: puts the manifest where gateways read it; they need no restart.
const OWN = fileURLToPath(new URL('../../operations/generated/manifest.json', import.meta.url))
const USAGE = `Usage: npm run publish:operations -- --to FILE [--manifest FILE] [--keep-hours N]

Replaces the manifest at --to (a gateway's OPERATIONS_MANIFEST), which gateways read within five seconds. Operations that
it had and the new one has not stay valid for --keep-hours, by default 24.

  --manifest FILE   what to publish, by default operations/generated/manifest.json
`

try {
  await publish()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function publish() {
  const { values } = parseArgs({
    options: {
      to: { type: 'string' },
      manifest: { type: 'string', default: OWN },
      'keep-hours': { type: 'string', default: '24' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const hours = Number(values['keep-hours'])
  if (values.help) return void process.stdout.write(USAGE)
  if (!values.to || !(hours >= 0)) throw new Error(USAGE)

  const next = parseManifest(await readFile(values.manifest, 'utf8'))
  const published = await readPublished(values.to)
  const manifest = published ? succeed(published, next, new Date(), hours * 3_600_000) : next
  // Whoever reads it meanwhile reads a whole one.
  const unfinished = `${values.to}.${process.pid}`
  await writeFile(unfinished, `${JSON.stringify(manifest, null, 2)}\n`)
  await rename(unfinished, values.to)
  const retired = manifest.operations.length - next.operations.length
  process.stdout.write(`Published ${next.operations.length} operations; ${retired} former ones end later.\n`)
}

async function readPublished(path: string): Promise<Manifest | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  return text === null ? null : parseManifest(text)
}
