import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeContents } from '../built.ts'
import type { Layer } from '../pack.ts'
import { buildLayers } from './build.ts'
import { INDEX, readKeptLayers } from './kept.ts'

/** What writing into an image's own files fails with. */
const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM'])

/** Makes the layers of `source` and keeps them in `builtFolder`, in the place of those that were there. */
export async function buildAndKeepLayers(builtFolder: string, source: string): Promise<readonly Layer[]> {
  const layers = await buildLayers(source)
  for (const layer of layers) await writeContents(builtFolder, layer)
  const index = join(builtFolder, INDEX)
  const own = `${index}.${process.pid}`
  await writeFile(own, `${JSON.stringify(layers.map(({ manifest }) => manifest.digest))}\n`)
  await rename(own, index)
  return layers
}

/**
 * The layers that sandboxes may be given: those of `source` made anew, to be served from `builtFolder` where that can be written
 * to, or, without a source, those kept there, each byte checked. Throws `LayerError` or `PackIntegrityError`.
 */
export async function loadLayers(builtFolder: string, source: string | null): Promise<readonly Layer[]> {
  if (source === null) return readKeptLayers(builtFolder)
  const layers = await buildLayers(source)
  try {
    for (const layer of layers) await writeContents(builtFolder, layer)
  } catch (error) {
    if (!READ_ONLY.has((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  return layers
}
