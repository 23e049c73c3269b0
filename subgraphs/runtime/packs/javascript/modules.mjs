/*
 * What `import` finds: the modules of layers by their names, and the sandbox's own files by `./path`. A module is known by the
 * place it is from: `files:lib/a.js`, or `0:slug/index.js` in the first layer.
 *
 * @typedef {import('../../driver/child/contract.ts').Host} Host
 */
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'

const MAX_SPECIFIER_CHARACTERS = 1_000
const OWN = 'files'
/** A name as code writes it, without one of these endings. */
const ENDINGS = ['', '.js', '.mjs', '/index.js', '/index.mjs']

/** One declaration: a default name, then all as one name or a list of names, then the module. */
const IMPORT =
  /\s*import\s*(?:([\w$]+)\s*(?:,\s*)?)?(?:\*\s*as\s+([\w$]+)\s*|\{([^{}]*)\}\s*)?(\bfrom\b\s*)?(["'])([^"'\n]{1,1000})\5[ \t]*;?/y
const COMMENT = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)+/y

/**
 * Code whose import declarations at the beginning are `await import(…)`, line by line where they were: a script, whose names
 * last from run to run, may have no declarations.
 * @param {string} code
 */
export function asScript(code) {
  let script = ''
  let at = 0
  for (;;) {
    COMMENT.lastIndex = at
    const start = COMMENT.test(code) ? COMMENT.lastIndex : at
    IMPORT.lastIndex = start
    const found = IMPORT.exec(code)
    const declared = found && declarationOf(found)
    if (!declared) return script + code.slice(at)
    script += code.slice(at, start) + declared + '\n'.repeat(found[0].split('\n').length - 1)
    at = IMPORT.lastIndex
  }
}

function declarationOf([, byDefault, all, names, from, , specifier]) {
  const binds = byDefault !== undefined || all !== undefined || names !== undefined
  // `import('x')` is an expression, and `import x 'y'` an error that the engine explains.
  if (binds !== (from !== undefined)) return null
  const load = `await import(${JSON.stringify(specifier)});`
  if (!binds) return load
  const targets = [
    ...(all === undefined ? [] : [all]),
    ...(byDefault === undefined ? [] : [`{ default: ${byDefault} }`]),
    ...(names === undefined
      ? []
      : [`{ ${names.replaceAll(/\s+/g, ' ').replaceAll(/([\w$]+|"[^"]*") as /g, '$1: ')} }`]),
  ]
  return targets.map((target) => `var ${target} = ${load}`).join(' ')
}

/**
 * The functions that QuickJS resolves and loads modules with.
 * @param {Host} host
 */
export function createModules(host) {
  const layers = host.layers.map(({ folder, paths }) => ({ folder, paths: new Set(paths) }))
  const has = (place, path) => (place === OWN ? isFile(host.files, path) : layers[place].paths.has(path))
  const read = (place, path) =>
    place === OWN
      ? Buffer.from(host.files.get(path)).toString()
      : readFileSync(
          new URL(path.split('/').map(encodeURIComponent).join('/'), layers[place].folder),
        ).toString()

  const find = (place, path) => {
    const name = posix.normalize(path)
    const ending = ENDINGS.find((each) => has(place, name + each))
    if (ending !== undefined) return `${place}:${name}${ending}`
    if (place === OWN || !has(place, `${name}/package.json`)) return undefined
    const main = posix.join(name, mainOf(JSON.parse(read(place, `${name}/package.json`))))
    return has(place, main) ? `${place}:${main}` : undefined
  }
  const resolve = (base, specifier) => {
    if (specifier.length > MAX_SPECIFIER_CHARACTERS) return undefined
    const [, place = OWN, from = ''] = /^(\d+|files):(.*)$/s.exec(base) ?? []
    if (/^\.{1,2}\//.test(specifier)) return find(place, posix.join(posix.dirname(from), specifier))
    if (specifier.startsWith('/')) return find(OWN, specifier.slice(1))
    for (const at of layers.keys()) {
      const found = find(String(at), specifier)
      if (found !== undefined) return found
    }
    return undefined
  }

  return {
    normalize: guarded((base, specifier) => {
      const found = resolve(base, specifier)
      if (found === undefined)
        throw new Error(`no module ${JSON.stringify(specifier.slice(0, 100))}: ${known(layers)}`)
      return found
    }),
    load: guarded((name) => {
      const [, place, path] = /^(\d+|files):(.*)$/s.exec(name)
      return read(place, path)
    }),
  }
}

const known = ({ length }) =>
  length === 0 ? 'the sandbox was created without layers' : 'no layer of the sandbox has it'

function isFile(files, path) {
  try {
    return files.has(path)
  } catch {
    return false
  }
}

/** The module that stands for a package. */
function mainOf({ exports, module, main }) {
  const root = typeof exports === 'object' && exports !== null ? (exports['.'] ?? exports) : exports
  const entry = typeof root === 'object' && root !== null ? (root.import ?? root.default) : root
  return [entry, module, main].find((each) => typeof each === 'string') ?? 'index.js'
}

/** Errors as plain text: an Error would carry the host's stack into the guest. */
const guarded =
  (fn) =>
  (...args) => {
    try {
      return fn(...args)
    } catch (error) {
      throw String(error?.message ?? error)
    }
  }
