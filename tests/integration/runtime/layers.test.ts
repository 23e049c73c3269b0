import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { BUILT_FOLDER } from '../../../subgraphs/runtime/packs/built.ts'
import { CREATE, javascript, startHost } from './support.ts'
import type { TestHost, TestRuntime } from './support.ts'

const RESOLVE = `query ($input: ResolveDependenciesInput!) {
  resolveDependencies(input: $input) { satisfied layers requirements { name satisfied version layer reason } }
}`
const SOURCE = `export default 'slug'`

let host: TestHost
let runtime: TestRuntime
let layersDir: string

beforeAll(async () => {
  layersDir = await mkdtemp(join(tmpdir(), 'layers-'))
  for (const layer of ['text@1.2.0', 'text-again@0.1.0']) {
    const folder = join(layersDir, 'javascript', layer)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'slug.js'), SOURCE)
  }
  host = await startHost()
  runtime = await host.start({ warm: 0, layersDir })
})
afterAll(async () => {
  await runtime.close()
  await host.close()
  await rm(layersDir, { recursive: true })
})

describe('layers', () => {
  it('are listed, and kept where the gateway serves them', async () => {
    const [pack] = (await runtime.get(
      '{ runtimePacks { name layers { name version digest sizeBytes provides } } }',
    )) as { layers: { digest: string }[] }[]
    expect(pack?.layers).toEqual([
      {
        name: 'text',
        version: '1.2.0',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
        sizeBytes: SOURCE.length,
        provides: ['slug@1.2.0'],
      },
      expect.objectContaining({ name: 'text-again', provides: ['slug@0.1.0'] }),
    ])
    const kept = join(BUILT_FOLDER, pack?.layers[0]?.digest ?? '')
    expect(await readFile(join(kept, 'slug.js'), 'utf8')).toBe(SOURCE)
    expect(JSON.parse(await readFile(join(kept, 'manifest.json'), 'utf8'))).toMatchObject({ name: 'text' })
  })

  it('are seen by import where they were asked for', async () => {
    const { id } = await runtime.create({ layers: ['text'] })
    expect(await runtime.run(id, `import slug from 'slug'\nslug`)).toMatchObject({ result: "'slug'" })
    const bare = await runtime.create()
    const outcome: object = await runtime.run(bare.id, `import slug from 'slug'`)
    expect(outcome).toMatchObject({
      exitReason: 'ERROR',
      stderr: expect.stringContaining('without layers') as unknown,
    })
  })

  it.each([
    [{ layers: ['nothing'] }, 'layers.0', 'layers must be of: text, text-again'],
    [{ layers: ['text', 'text'] }, 'layers', 'layers must not have the same twice'],
    [{ layers: ['text', 'text-again'] }, 'layers.1', 'layers text and text-again both have slug'],
    [{ layers: Array.from({ length: 9 }, (_, at) => `l${at}`) }, 'layers', 'layers must be at most 8'],
    [{ pack: 'python', layers: ['text'] }, 'layers.0', 'layers must be of: none, python has no layers'],
  ])('are refused: %j', async (input, field, message) => {
    expect(await runtime.refusal(CREATE, javascript(input))).toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
      message,
    })
  })

  it('are what dependencies are resolved against', async () => {
    const input = { pack: 'javascript', requirements: '{"dependencies": {"slug": "^1.0.0", "axios": "1"}}' }
    expect(await runtime.get(RESOLVE, { input })).toEqual({
      satisfied: false,
      layers: ['text'],
      requirements: [
        { name: 'slug', satisfied: true, version: '1.2.0', layer: 'text', reason: null },
        { name: 'axios', satisfied: false, version: null, layer: null, reason: 'NEEDS_NETWORK' },
      ],
    })
  })

  it.each([
    ['cobol', '', 'pack'],
    ['javascript', 'six', 'requirements'],
    ['python', 'x'.repeat(600), 'requirements'],
    ['python', 'six\n'.repeat(201), 'requirements'],
    ['python', ' '.repeat(33_000), 'requirements'],
  ])('are not resolved against what is not right: %s, %.10j', async (pack, requirements, field) => {
    expect(await runtime.refusal(RESOLVE, { input: { pack, requirements } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field,
    })
  })
})

it('a layer that is not right stops the start', async () => {
  const bad = await mkdtemp(join(tmpdir(), 'layers-'))
  await mkdir(join(bad, 'python', 'x@1.0.0'), { recursive: true })
  await writeFile(join(bad, 'python', 'x@1.0.0', 'six-1.0-cp314-cp314-win_amd64.whl'), '')
  await expect(host.start({ layersDir: bad })).rejects.toThrow(
    /Layer python\/x@1\.0\.0: six-1\.0-cp314-cp314-win_amd64\.whl: holds native code for win_amd64/,
  )
  await rm(bad, { recursive: true })
})
