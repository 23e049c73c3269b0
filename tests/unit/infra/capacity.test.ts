import { describe, expect, it } from '@jest/globals'
import { STAGES } from '../../../infra/aws/stages.ts'
import type { Region, RegionSizes, StageName } from '../../../infra/aws/stages.ts'
import { partsOf } from '../../../infra/kubernetes/parts.ts'
import { readValues } from '../../../infra/kubernetes/read-values.ts'

/** CPUs and MiB of an xlarge, by the letter of the family. */
const XLARGE: Record<string, readonly [number, number]> = { c: [4, 8_192], m: [4, 16_384], t: [4, 16_384] }
/** What the node itself, and the pods that are on each, take. */
const NODE_MIB = 700
const NODE_CPU = 0.2

function nodeOf(type: string) {
  const [family = '', size = ''] = type.split('.')
  const times = size === 'medium' ? 0.25 : size === 'large' ? 0.5 : Number(size.replace('xlarge', '') || '1')
  const [cpus = 0, mib = 0] = XLARGE[family[0] ?? ''] ?? []
  // Of t4g.medium there are two CPUs.
  return { cpus: Math.max(2, cpus * times) - NODE_CPU, mib: mib * times - NODE_MIB }
}

const regions = (Object.keys(STAGES) as StageName[]).flatMap((stage) =>
  Object.entries(STAGES[stage].regions as Record<Region, RegionSizes>).map(
    ([region, sizes]) => [stage, region as Region, sizes] as const,
  ),
)

describe.each(regions)('the nodes of %s in %s', (stage, region, sizes) => {
  it.each([
    ['least', 'desired', 'min'],
    ['most', 'max', 'max'],
  ] as const)('hold the %s pods', async (_, nodes, pods) => {
    const values = await readValues(stage, { region })
    const groups = { services: { cpus: 0, mib: 0 }, workers: { cpus: 0, mib: 0 } }
    for (const part of partsOf(values)) {
      if (part.name === 'runtime') continue
      const group = groups[part.kind === 'worker' ? 'workers' : 'services']
      const count = values.pods[part.kind][pods]
      group.cpus += (count * part.size.cpu) / 1_000
      group.mib += count * part.size.memory
    }
    for (const name of ['services', 'workers'] as const) {
      const { types, [nodes]: count } = sizes.nodes[name]
      for (const type of types) {
        const node = nodeOf(type)
        // Spot nodes that are not there yet are made for pods that wait.
        const there = Math.max(1, count)
        expect({ [name]: groups[name].cpus <= there * node.cpus }).toEqual({ [name]: true })
        expect({ [name]: groups[name].mib <= there * node.mib }).toEqual({ [name]: true })
      }
    }
  })

  it('have one that holds the runtime and its sandboxes', async () => {
    const runtime = partsOf(await readValues(stage, { region })).find(({ name }) => name === 'runtime')!
    const [type = ''] = sizes.nodes.sandboxes.types
    // It always runs.
    expect(sizes.nodes.sandboxes.desired).toBeGreaterThan(0)
    expect(runtime.size.cpu / 1_000).toBeLessThanOrEqual(nodeOf(type).cpus)
    expect(runtime.size.memory).toBeLessThanOrEqual(nodeOf(type).mib)
  })
})
