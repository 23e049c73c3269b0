import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeContents } from '../built.ts'
import { PackIntegrityError, verify } from '../pack.ts'
import type { Layer, LayerManifest } from '../pack.ts'
import { buildLayers } from './build.ts'

/** Where a folder of built packs tells which layers it has: their digests, in order. */
const INDEX = 'layers.json'
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
  if (source === null) {
    const index = await readFile(join(builtFolder, INDEX), 'utf8').catch(() => '[]')
    return Promise.all((JSON.parse(index) as string[]).map((digest) => readLayer(builtFolder, digest)))
  }
  const layers = await buildLayers(source)
  try {
    for (const layer of layers) await writeContents(builtFolder, layer)
  } catch (error) {
    if (!READ_ONLY.has((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
  return layers
}

async function readLayer(builtFolder: string, digest: string): Promise<Layer> {
  const folder = join(builtFolder, digest)
  try {
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as LayerManifest
    const contents = new Map<string, Uint8Array>()
    for (const { path } of manifest.files) contents.set(path, await readFile(join(folder, path)))
    const layer = { manifest, contents }
    if (manifest.digest !== digest) throw new PackIntegrityError(`${manifest.name}: is not what was built`)
    verify(layer)
    return layer
  } catch (error) {
    if (error instanceof PackIntegrityError) throw error
    throw new PackIntegrityError(`The layer ${digest} cannot be read: run npm run packs:build`, {
      cause: error,
    })
  }
}
