import { lstat, readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { isFilePath } from '../../driver/files.ts'
import { seal } from '../pack.ts'
import type { Layer, Provided } from '../pack.ts'
import { unmetNeeds } from '../resolve/python.ts'
import { createAllowance, LayerError } from './limits.ts'
import type { LayerAllowance } from './limits.ts'
import { readModules } from './modules.ts'
import { readWheel } from './wheel.ts'
import type { Wheel } from './wheel.ts'

/** `numbers@1.2.0`: a layer's name and version, as its folder is called. */
const FOLDER_NAME = /^(?<name>[a-z0-9][a-z0-9-]{0,63})@(?<version>[0-9A-Za-z][0-9A-Za-z.+-]{0,63})$/

type Contents = { provides: readonly Provided[]; contents: ReadonlyMap<string, Uint8Array> }
type Reader = (
  files: ReadonlyMap<string, Uint8Array>,
  version: string,
  allowance: LayerAllowance,
) => Contents | Promise<Contents>

/** How a layer of each pack is read from its folder's files. */
const READERS: Readonly<Record<string, Reader>> = { python: readWheels, javascript: readModules }

/**
 * Makes the layers of `<folder>/<pack>/<name>@<version>/`: for python of wheels, for javascript of modules. The same files give
 * the same digests. Throws `LayerError` at the first that is not right.
 */
export async function buildLayers(folder: string): Promise<readonly Layer[]> {
  const layers: Layer[] = []
  for (const pack of await foldersIn(folder)) {
    const read = READERS[pack]
    if (read === undefined) throw new LayerError(`${pack}: there is no such pack`)
    for (const each of await foldersIn(join(folder, pack))) {
      const layer = await buildLayer(join(folder, pack, each), pack, each, read)
      if (layers.some(({ manifest }) => manifest.pack === pack && manifest.name === layer.manifest.name))
        throw new LayerError(`${pack}/${each}: there is another version of it`)
      layers.push(layer)
    }
  }
  // Folders are in the order of names and versions together: `text-again@…` comes before `text@…`.
  return layers.toSorted(({ manifest: one }, { manifest: other }) =>
    one.pack === other.pack ? (one.name < other.name ? -1 : 1) : one.pack < other.pack ? -1 : 1,
  )
}

async function buildLayer(folder: string, pack: string, folderName: string, read: Reader): Promise<Layer> {
  const { name = '', version = '' } = FOLDER_NAME.exec(folderName)?.groups ?? {}
  try {
    if (name === '') throw new LayerError('must be called <name>@<version>, the name in a–z, 0–9 and -')
    const allowance = createAllowance()
    const { provides, contents } = await read(await readFolder(folder, allowance), version, allowance)
    const sorted = provides.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    const twice = sorted.find((each, at) => each.name === sorted[at - 1]?.name)
    if (twice) throw new LayerError(`${twice.name} is in it twice`)
    return seal({ name, version, pack, provides: sorted }, contents)
  } catch (error) {
    if (!(error instanceof LayerError)) throw error
    throw new LayerError(`Layer ${pack}/${folderName}: ${error.message}`)
  }
}

async function readWheels(
  wheels: ReadonlyMap<string, Uint8Array>,
  _: string,
  allowance: LayerAllowance,
): Promise<Contents> {
  const contents = new Map<string, Uint8Array>()
  const read: Wheel[] = []
  for (const [fileName, bytes] of [...wheels].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!fileName.endsWith('.whl')) throw new LayerError(`${fileName}: only wheels (.whl) belong in a layer`)
    const wheel = await readWheel(fileName, bytes, allowance)
    for (const [path, content] of wheel.files) {
      if (contents.has(path)) throw new LayerError(`${fileName}: another wheel has ${path} too`)
      contents.set(path, content)
    }
    read.push(wheel)
  }
  if (read.length === 0) throw new LayerError('there are no wheels')
  const provides = read.map(({ provided }) => provided)
  for (const { provided, requires, requiresPython } of read) {
    const [unmet] = await unmetNeeds(requires, requiresPython, provides)
    if (unmet !== undefined) throw new LayerError(`${provided.name} ${unmet}`)
  }
  return { provides, contents }
}

/** A folder's own folders, sorted, and nothing that begins with a dot. */
async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
}

/** Every file below a folder, by path; each counted by its size before it is read. */
async function readFolder(folder: string, allowance: LayerAllowance): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue
    const full = join(entry.parentPath, entry.name)
    const path = relative(folder, full).replaceAll('\\', '/')
    if (!entry.isFile()) throw new LayerError(`${path}: is no regular file`)
    if (!isFilePath(path)) throw new LayerError(`${path}: not a path of a file`)
    allowance.take((await lstat(full)).size, path)
    files.set(path, await readFile(full))
  }
  return files
}
