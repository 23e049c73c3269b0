import { createClient } from '../../operations/client.ts'
import {
  CloneSnapshotDocument,
  CreateSandboxDocument,
  CreateSnapshotDocument,
  RestoreSnapshotDocument,
  SnapshotDiffDocument,
  SnapshotDownloadDocument,
  StopSandboxDocument,
} from '../../operations/generated/operations.ts'
import { mulberry32 } from '../support/random.ts'
import { textFiles } from '../unit/snapshot/support.ts'
import { positives } from './support/arguments.ts'
import type { BenchOptions, BenchResult } from './support/bench.ts'
import { measure } from './support/measure.ts'
import type { Measurement } from './support/measure.ts'
import { startPlatform } from './support/platform.ts'

export const summary =
  'create, edit, clone, compare, restore and download snapshots of many files  [--files 1000] [--requests 20] [--seed 1]'

const WARM_UP = 2
/** What the 99th percentile of a clone should stay within, in ms, however large the snapshot. */
const CLONE_LIMIT_MS = 500
const EDITS = 3

/** One request at a time through the gateway, on the embedded database and a folder of objects. */
export async function run({ args, log }: BenchOptions): Promise<BenchResult> {
  const { files: count, requests, seed } = positives(args, { files: 1_000, requests: 20, seed: 1 })
  log('Starting the platform …')
  const platform = await startPlatform({ SANDBOX_MAX: '8' })
  const client = createClient({ url: platform.url, apiKey: platform.apiKey, timeoutMs: 60_000 })
  const random = mulberry32(seed)
  const externalId = 'bench'
  const measurements: Measurement[] = []
  const note = async (name: string, send: () => Promise<unknown>, limitMs?: number) => {
    log(`Measuring ${name} …`)
    const measured = await measure(name, { concurrency: 1, requests, warmUp: WARM_UP }, send)
    measurements.push(limitMs === undefined ? measured : { ...measured, limitMs })
  }
  const create = async (files: { path: string; content: string }[], parentId?: string) => {
    const input = { externalId, files, ...(parentId !== undefined && { parentId }) }
    return (await client.request(CreateSnapshotDocument, { input })).createSnapshot
  }
  try {
    const files = textFiles(random, count).map(({ path, content }) => ({ path, content: content.toString() }))
    const bytes = files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0)
    log(`${count} files, ${(bytes / 2 ** 20).toFixed(1)} MiB together.`)
    // Each time of content that the store does not have yet.
    await note(`create, ${count} new files`, () =>
      create(files.map((file) => ({ ...file, content: `${random()}${file.content}` }))),
    )
    const first = await create(files)
    const edit = () => {
      for (let edits = 0; edits < EDITS; edits++) {
        const file = files[Math.floor(random() * count)]
        if (file) file.content = `${random()}${file.content.slice(20)}`
      }
    }
    let last = first
    await note(`create, ${EDITS} edits since`, async () => {
      edit()
      last = await create(files, first.id)
    })
    const small = await create([{ path: 'one', content: 'file' }])
    for (const [name, snapshotId] of [
      ['of 1 file', small.id],
      [`of ${count} files`, first.id],
    ] as const)
      await note(
        `clone, ${name}`,
        () => client.request(CloneSnapshotDocument, { input: { snapshotId } }),
        CLONE_LIMIT_MS,
      )
    await note('diff, first 100 changes', () =>
      client.request(SnapshotDiffDocument, { id: last.id, against: first.id, first: 100 }),
    )
    const { createSandbox } = await client.request(CreateSandboxDocument, {
      input: { externalId, pack: 'javascript' },
    })
    const restorable = await create(files.slice(0, 1_000))
    await note('restore into a running sandbox', () =>
      client.request(RestoreSnapshotDocument, {
        input: { snapshotId: restorable.id, sandboxId: createSandbox.id },
      }),
    )
    await client.request(StopSandboxDocument, { id: createSandbox.id })
    const link = await client.request(SnapshotDownloadDocument, { id: first.id, expiresInSeconds: 3_600 })
    const url = new URL(link.snapshot?.download.url ?? '', platform.url)
    await note(`download, ${(bytes / 2 ** 20).toFixed(1)} MiB`, async () => {
      const response = await fetch(url)
      if (!response.ok) throw new Error(`a download was answered with ${response.status}`)
      await response.arrayBuffer()
    })
    const download = measurements.at(-1)
    if (download)
      log(`Downloads: ${((bytes / 2 ** 20) * download.requestsPerSecond).toFixed(1)} MiB/s of content.`)
  } finally {
    await client.close()
    await platform.close()
  }
  return { arguments: { files: count, requests, seed, warmUp: WARM_UP }, measurements }
}
