import { basename, dirname, extname } from 'node:path/posix'
import { valid } from 'semver'
import { z } from 'zod'
import type { Provided } from '../pack.ts'
import { LayerError } from './limits.ts'

const dependencies = z.record(z.string(), z.string()).default({})
const packageJson = z.object({
  name: z.string(),
  version: z.string().refine((version) => valid(version) !== null, 'is no version of semver'),
  dependencies,
})

const PACKAGE_NAME = /^(@[a-z0-9-~][a-z0-9-._~]*\/)?[a-z0-9-~][a-z0-9-._~]*$/
const MODULE = new Set(['.js', '.mjs'])
/** What comes beside modules and is left out, as what people read is. */
const READ = new Set([...MODULE, '.json', '.md', '.txt', '.ts', '.map'])

/**
 * What a folder of ECMAScript modules provides: each `name.js` at its top by that name and the layer's version, each folder with
 * a `package.json` by what that says. Throws `LayerError` where a package needs others or is not plain JavaScript.
 */
export function readModules(
  files: ReadonlyMap<string, Uint8Array>,
  version: string,
): { provides: Provided[]; contents: Map<string, Uint8Array> } {
  const contents = new Map<string, Uint8Array>()
  const provides: Provided[] = []
  for (const [path, content] of files) {
    const extension = extname(path)
    if (extension === '.node') throw new LayerError(`${path}: is native code, which no sandbox runs`)
    if (!READ.has(extension) && !/^(LICEN[CS]E|NOTICE|README)/i.test(basename(path)))
      throw new LayerError(`${path}: only modules (.js, .mjs) and package.json belong in a layer`)
    if (extension === '.json' && path === `${packageOf(path)}/package.json`) {
      provides.push(readPackage(path, content))
      contents.set(path, content)
    }
    if (!MODULE.has(extension)) continue
    checkModule(path, Buffer.from(content).toString())
    contents.set(path, content)
    if (dirname(path) === '.') provides.push({ name: basename(path, extension), version })
  }
  const packages = new Set(provides.map(({ name }) => name))
  for (const path of contents.keys())
    if (dirname(path) !== '.' && !packages.has(packageOf(path)))
      throw new LayerError(`${path}: its folder ${packageOf(path)} has no package.json`)
  if (provides.length === 0) throw new LayerError('there are no modules')
  return { provides, contents }
}

function checkModule(path: string, source: string): void {
  const isModule = /^\s*(import|export)\b/m.test(source)
  if (!isModule && /\b(module\.exports|exports\.\w+\s*=|require\s*\()/.test(source))
    throw new LayerError(`${path}: is CommonJS; only ECMAScript modules can be imported`)
}

/** The folder that a package's files are in, which is its name. */
const packageOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('@') ? 2 : 1)
    .join('/')

function readPackage(path: string, content: Uint8Array): Provided {
  const refuse = (why: string): never => {
    throw new LayerError(`${path}: ${why}`)
  }
  const parsed = packageJson.safeParse(parseJson(content))
  if (!parsed.success) return refuse(z.prettifyError(parsed.error))
  const { name, version, dependencies } = parsed.data
  if (!PACKAGE_NAME.test(name) || dirname(path) !== name)
    refuse(`is of ${name}, in the folder ${dirname(path)}`)
  const [needed] = Object.keys(dependencies)
  if (needed !== undefined) refuse(`needs ${needed}: bundle what it depends on into it`)
  return { name, version }
}

function parseJson(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString())
  } catch {
    return null
  }
}
