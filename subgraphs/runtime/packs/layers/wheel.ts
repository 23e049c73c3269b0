import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { explain } from '@renovatebot/pep440'
import { fromBufferPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { isFilePath } from '../../driver/files.ts'
import type { Provided } from '../pack.ts'
import { LayerError } from './limits.ts'
import type { LayerAllowance } from './limits.ts'

/** What one wheel brings: its distribution, what that needs, and its files below `site-packages`. */
export interface Wheel {
  readonly provided: Provided
  /** `Requires-Dist` of its metadata, each a PEP 508 requirement. */
  readonly requires: readonly string[]
  /** `Requires-Python`; null where it takes any. */
  readonly requiresPython: string | null
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Binary distribution format: name-version(-build)?-python-abi-platform.whl. */
const FILE_NAME =
  /^(?<name>[\w.]+)-(?<version>[\w.!+]+)(-\d\w*)?-(?<python>[\w.]+)-(?<abi>[\w.]+)-(?<platform>[\w.]+)\.whl$/
/** What the `python` pack can load: of any Python 3, and of pyodide's ABI for CPython 3.14. */
const PURE_PYTHON = /^(py3|py31[0-4]?|py3\d|cp314)$/
const PYODIDE_PLATFORM = /^(pyemscripten|pyodide)_2026_0_wasm32$/
const SHARED_LIBRARY = /\.(so(\.\d+)*|pyd|dll|dylib)$/
const WASM_MAGIC = Buffer.from('\0asm', 'latin1')

const SYMBOLIC_LINK = 0o120000
const FILE_TYPE = 0o170000

/** A distribution's name as PEP 503 compares it. */
export const normalName = (name: string): string => name.replaceAll(/[-_.]+/g, '-').toLowerCase()

/**
 * Reads a wheel without running anything of it. Throws `LayerError` where it is damaged, reaches out of its folder, is for
 * another platform or Python, or takes more than the allowance.
 */
export async function readWheel(
  fileName: string,
  bytes: Uint8Array,
  allowance: LayerAllowance,
): Promise<Wheel> {
  const refuse = (why: string): never => {
    throw new LayerError(`${fileName}: ${why}`)
  }
  const tags = FILE_NAME.exec(fileName)?.groups ?? refuse('is not named as a wheel is')
  const { name = '', version = '', python = '', abi = '', platform = '' } = tags
  if (explain(version) === null) refuse(`${version} is no version of PEP 440`)
  const native = !platform.split('.').includes('any')
  if (native && !platform.split('.').some((each) => PYODIDE_PLATFORM.test(each)))
    refuse(`holds native code for ${platform}; pure Python and pyodide's own platform can be loaded`)
  if (!python.split('.').some((each) => PURE_PYTHON.test(each)))
    refuse(`is for ${python}, not for CPython 3.14`)
  if (!/(^|\.)(none|abi3|cp314)($|\.)/.test(abi))
    refuse(`is for the ABI ${abi}, not for that of CPython 3.14`)

  const all = await unzip(bytes, fileName, allowance)
  const info = `${name}-${version}.dist-info`
  const metadata = all.get(`${info}/METADATA`) ?? refuse(`has no ${info}/METADATA`)
  checkRecord(all, info, refuse)
  const headers = headersOf(Buffer.from(metadata).toString())
  const declared = headers.get('name')?.[0] ?? ''
  const declaredVersion = headers.get('version')?.[0] ?? ''
  if (normalName(declared) !== normalName(name) || declaredVersion !== version)
    refuse(`its metadata is of ${declared} ${declaredVersion}`)

  const files = placed(all, `${name}-${version}.data/`)
  for (const [path, content] of files) {
    if (!SHARED_LIBRARY.test(path)) continue
    if (!native) refuse(`says that it is pure Python, but holds native code: ${path}`)
    if (!WASM_MAGIC.equals(content.subarray(0, WASM_MAGIC.length)))
      refuse(`holds native code for another platform: ${path} is no WebAssembly`)
  }
  return {
    provided: { name: normalName(name), version },
    requires: headers.get('requires-dist') ?? [],
    requiresPython: headers.get('requires-python')?.[0] ?? null,
    files,
  }
}

async function unzip(
  bytes: Uint8Array,
  fileName: string,
  allowance: LayerAllowance,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  try {
    // Names that reach out of the folder, wrong sizes and damaged archives are the library's to refuse.
    const zip = await fromBufferPromise(Buffer.from(bytes), {
      strictFileNames: true,
      validateEntrySizes: true,
    })
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      const where = `${fileName}: ${entry.fileName}`
      if (!isFilePath(entry.fileName)) throw new LayerError(`${where}: not a path of a file`)
      if (files.has(entry.fileName)) throw new LayerError(`${where}: is there twice`)
      if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK)
        throw new LayerError(`${where}: is a symbolic link`)
      // Before a byte is unpacked: what it says is what it may become.
      allowance.take(entry.uncompressedSize, where)
      files.set(entry.fileName, await contentOf(zip, entry))
    }
  } catch (error) {
    if (error instanceof LayerError) throw error
    throw new LayerError(`${fileName}: is no good zip archive: ${(error as Error).message}`)
  }
  return files
}

const contentOf = async (zip: ZipFile, entry: Entry): Promise<Uint8Array> =>
  buffer(await zip.openReadStreamPromise(entry))

/** Every file is in RECORD with its hash, but RECORD itself and its signatures. */
function checkRecord(
  files: ReadonlyMap<string, Uint8Array>,
  info: string,
  refuse: (why: string) => never,
): void {
  const record = files.get(`${info}/RECORD`) ?? refuse(`has no ${info}/RECORD`)
  const hashes = new Map(
    Buffer.from(record)
      .toString()
      .split(/\r?\n/)
      .map((line): [string, string] => {
        const [, quoted, plain, hash = ''] = /^(?:"((?:[^"]|"")*)"|([^,]*)),([^,]*)/.exec(line) ?? []
        return [quoted?.replaceAll('""', '"') ?? plain ?? '', hash]
      }),
  )
  for (const [path, content] of files) {
    if (/\/RECORD(\.jws|\.p7s)?$/.test(path) && path.startsWith(`${info}/`)) continue
    const [algorithm = '', digest] = (hashes.get(path) ?? '').split('=')
    if (!/^sha(256|384|512)$/.test(algorithm)) refuse(`RECORD has no hash of ${path}`)
    if (createHash(algorithm).update(content).digest('base64url') !== digest)
      refuse(`${path} is not what RECORD says`)
  }
}

/** Where an installer would put the files; scripts, headers and data are for systems that have a place for them. */
function placed(files: ReadonlyMap<string, Uint8Array>, data: string): Map<string, Uint8Array> {
  const target = new Map<string, Uint8Array>()
  for (const [path, content] of files) {
    if (!path.startsWith(data)) target.set(path, content)
    else if (/^(pure|plat)lib\//.test(path.slice(data.length)))
      target.set(path.slice(data.length + 'purelib/'.length), content)
  }
  return target
}

/** The headers of a metadata file, by name in lower case. */
function headersOf(text: string): Map<string, string[]> {
  const headers = new Map<string, string[]>()
  const [head = ''] = text.split(/\r?\n\r?\n/, 1)
  for (const line of head.split(/\r?\n(?![ \t])/)) {
    const [, name, value] = /^([\w-]+):\s*([^]*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    const key = name.toLowerCase()
    headers.set(key, [...(headers.get(key) ?? []), value.trim()])
  }
  return headers
}
