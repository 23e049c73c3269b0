import DataLoader from 'dataloader'
import { groupBy } from '../../prisma/group-by.ts'
import { plainLoader } from '../kit/loader.ts'
import type { LoaderContext, RowLoader } from '../kit/loader.ts'
import { CapacityError, SandboxGoneError } from './driver/errors.ts'
import type { FileEntry, FilePage, SandboxDriver } from './driver/types.ts'
import { busy } from './errors.ts'
import { MAXIMA } from './limits.ts'
import type { Residents } from './residents.ts'
import { findSandboxes } from './store/sandboxes.ts'
import type { SandboxRow } from './store/sandboxes.ts'

export interface FileKey {
  readonly sandboxId: string
  readonly path: string
}

export interface Listing extends FilePage {
  readonly sandboxId: string
}

/** The last two are of sandboxes that live here, of which the caller has the rows; null where the process is gone. */
export interface Loaders {
  readonly sandbox: RowLoader<SandboxRow>
  /** Pages of files. */
  readonly listings: DataLoader<Listing, readonly FileEntry[] | null, string>
  /** Whole files; null too where there is no such file. Several of one sandbox are read at once. */
  readonly contents: DataLoader<FileKey, Uint8Array | null, string>
}

export interface FileContext {
  readonly driver: Pick<SandboxDriver, 'listFiles' | 'readFile' | 'readFiles'>
  readonly residents: Residents
}

export const createLoaders = (context: LoaderContext & FileContext): Loaders => ({
  sandbox: plainLoader(context, findSandboxes),
  listings: new DataLoader(
    (listings) =>
      Promise.all(
        listings.map(({ sandboxId, ...page }) =>
          inSandbox(context, sandboxId, () => context.driver.listFiles(sandboxId, page)),
        ),
      ),
    { batch: false, cacheKeyFn: (listing) => JSON.stringify(listing) },
  ),
  contents: new DataLoader((keys) => readContents(context, keys), {
    cacheKeyFn: ({ sandboxId, path }) => `${sandboxId}/${path}`,
  }),
})

async function readContents(context: FileContext, keys: readonly FileKey[]): Promise<(Uint8Array | null)[]> {
  const files = new Map<string, Uint8Array>()
  const groups = groupBy(keys, ({ sandboxId }) => sandboxId)
  await Promise.all(
    Array.from(groups, async ([sandboxId, [first, ...others]]) => {
      const only = first && others.length === 0 ? first.path : null
      const found =
        only === null
          ? await inSandbox(context, sandboxId, () => context.driver.readFiles(sandboxId))
          : await readWhole(context, sandboxId, only)
      for (const { path, content } of found ?? []) files.set(`${sandboxId}/${path}`, content)
    }),
  )
  return keys.map(({ sandboxId, path }) => files.get(`${sandboxId}/${path}`) ?? null)
}

async function readWhole(context: FileContext, sandboxId: string, path: string) {
  const whole = { offset: 0, length: MAXIMA.fileBytes }
  const part = await inSandbox(context, sandboxId, () => context.driver.readFile(sandboxId, path, whole))
  return part && [{ path, content: part.content }]
}

/** Null where the process is gone. */
export async function inSandbox<T>(
  { residents }: FileContext,
  id: string,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await residents.occupy(id, work)
  } catch (error) {
    if (error instanceof SandboxGoneError) return null
    if (error instanceof CapacityError) throw busy(`too many calls wait for sandbox ${id}`, error)
    throw error
  }
}
