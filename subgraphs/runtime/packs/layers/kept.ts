import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PackIntegrityError, verify } from '../pack.ts'
import type { Layer, LayerManifest } from '../pack.ts'

/** Where a folder of built packs tells which layers it has: their digests, in order. */
export const INDEX = 'layers.json'

/** The layers kept in a folder of built packs, each byte checked. Throws `PackIntegrityError`. */
export async function readKeptLayers(builtFolder: string): Promise<readonly Layer[]> {
  const index = await readFile(join(builtFolder, INDEX), 'utf8').catch(() => '[]')
  return Promise.all((JSON.parse(index) as string[]).map((digest) => readLayer(builtFolder, digest)))
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
