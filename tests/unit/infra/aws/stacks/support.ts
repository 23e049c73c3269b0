import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { STAGES } from '../../../../../infra/aws/stages.ts'
import type { Region, StageName } from '../../../../../infra/aws/stages.ts'
import { readResources } from '../../../../../infra/cost/templates.ts'

export const stages = Object.keys(STAGES) as StageName[]

/** What JSON.parse gives: templates are asserted on as they are. */
export type Json = ReturnType<typeof JSON.parse>

export interface Found {
  readonly id: string
  readonly region: Region
  readonly properties: Json
}

/** Reads what was synthesised into a folder that is there when the tests run, not yet when they are described. */
export function synthesised(folder: () => string) {
  const read = new Map<StageName, ReturnType<typeof readResources>>()
  const all = (stage: StageName) => {
    const resources = read.get(stage) ?? readResources(join(folder(), stage))
    read.set(stage, resources)
    return resources
  }
  return {
    all,

    /** Resources of a type, in production unless said otherwise. */
    of: (type: string, stage: StageName = 'production', region?: Region): Found[] =>
      all(stage)
        .filter((resource) => resource.type === type && (!region || resource.region === region))
        .map(({ id, region: where, properties }) => ({ id, region: where, properties })),

    /** The text of a stage's files whose names end so. */
    texts: async (stage: StageName, ending: string): Promise<string[]> => {
      const files = (await readdir(join(folder(), stage))).filter((file) => file.endsWith(ending))
      return Promise.all(files.map((file) => readFile(join(folder(), stage, file), 'utf8')))
    },
  }
}

export type Synthesised = ReturnType<typeof synthesised>
