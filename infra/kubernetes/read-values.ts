import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Side } from '../aws/place.ts'
import { STAGES, isStageName } from '../aws/stages.ts'
import type { Region } from '../aws/stages.ts'
import { awsValues } from './aws-values.ts'
import { valuesSchema } from './values.ts'
import type { Values } from './values.ts'

/** What a release says itself. */
export interface Overrides {
  readonly image?: string
  /** Of a stage on AWS: another region than its primary, and where this release is put. */
  readonly region?: Region
  readonly side?: Side
}

/** The values of a stage on AWS, of `values/<name>.yaml`, or of the file of that path. Throws with all that is wrong at once. */
export async function readValues(nameOrPath: string, { image, ...of }: Overrides = {}): Promise<Values> {
  const wrong = (reason: string) => new Error(`${nameOrPath} is not right:\n${reason}`)
  const onAws = isStageName(nameOrPath)
  if (!onAws && (of.region !== undefined || of.side !== undefined))
    throw wrong(`regions and sides are of stages on AWS: ${Object.keys(STAGES).join(', ')}`)
  const path = nameOrPath.endsWith('.yaml')
    ? nameOrPath
    : new URL(`values/${nameOrPath}.yaml`, import.meta.url)
  const given: unknown = onAws ? awsValues(STAGES[nameOrPath], of) : parse(await readFile(path, 'utf8'))
  const result = valuesSchema.safeParse(given)
  if (!result.success) throw wrong(z.prettifyError(result.error))
  if (result.data.jobsPerWorker !== null && result.data.prometheus === null)
    throw wrong('jobsPerWorker needs prometheus, where KEDA reads the queue')
  return { ...result.data, ...(image && { image }) }
}
