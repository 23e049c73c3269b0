import DataLoader from 'dataloader'
import { plainLoader } from '../kit/loader.ts'
import type { LoaderContext, RowLoader } from '../kit/loader.ts'
import { CapacityError, SandboxGoneError } from './driver/errors.ts'
import type { SandboxDriver, SandboxFile } from './driver/types.ts'
import { busy } from './errors.ts'
import type { Residents } from './residents.ts'
import { findSandboxes } from './store.ts'
import type { SandboxRow } from './store.ts'

export interface Loaders {
  /** Not cached: its state changes while a client waits for it. */
  readonly sandbox: RowLoader<SandboxRow>
  /** The files of sandboxes that live here, of which the caller has the rows; null where the process is gone. */
  readonly files: DataLoader<string, readonly SandboxFile[] | null>
}

interface Context extends LoaderContext {
  readonly driver: Pick<SandboxDriver, 'readFiles'>
  readonly residents: Residents
}

export const createLoaders = (context: Context): Loaders => ({
  sandbox: plainLoader(context, findSandboxes),
  files: new DataLoader((ids) => Promise.all(ids.map((id) => readFiles(context, id))), { batch: false }),
})

async function readFiles({ driver, residents }: Context, id: string): Promise<readonly SandboxFile[] | null> {
  try {
    return await residents.occupy(id, () => driver.readFiles(id))
  } catch (error) {
    if (error instanceof SandboxGoneError) return null
    if (error instanceof CapacityError) throw busy(`too many calls wait for sandbox ${id}`, error)
    throw error
  }
}
