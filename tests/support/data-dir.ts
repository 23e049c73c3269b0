import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface DataDir {
  readonly path: string
  remove(): Promise<void>
}

/** A data folder of the caller's own with 64 migrated shards. */
export async function cloneDataDir(): Promise<DataDir> {
  const template = process.env['TEST_TEMPLATE']
  if (!template) throw new Error('TEST_TEMPLATE is not set: run tests through jest.config.js')
  const dir = await emptyDataDir()
  await cp(join(template, 'postgres'), join(dir.path, 'postgres'), { recursive: true })
  return dir
}

export async function emptyDataDir(): Promise<DataDir> {
  const path = await mkdtemp(join(tmpdir(), 'agent-state-test-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
