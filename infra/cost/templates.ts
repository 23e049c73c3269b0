import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { REGIONS } from '../aws/stages.ts'
import type { Region } from '../aws/stages.ts'
import type { Resource } from './resources.ts'

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: unknown }>>
}

/** Every resource of the stacks in a folder that `npm run aws:synth` has written. */
export function readResources(folder: string): Resource[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .flatMap((file) => {
      const { Resources } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template
      return Object.entries(Resources).map(([id, { Type, Properties }]) => ({
        region: regionOf(file),
        id,
        type: Type,
        properties: Properties ?? {},
        sibling: (other: string) => Resources[other]?.Properties,
      }))
    })
}

/** Stacks are named after their region. */
function regionOf(file: string): Region {
  const region = (Object.keys(REGIONS) as Region[]).find((name) => file.includes(name))
  if (!region) throw new Error(`${file}: no region in its name`)
  return region
}
