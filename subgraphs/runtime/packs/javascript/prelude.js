/*
 * Evaluated inside the guest before any of its code. It defines the guest's globals over `host`, a set of
 * functions that take and return primitives and byte arrays, and returns what the engine calls afterwards.
 * The guest may tamper with whatever this file uses: that changes only what its own user sees.
 */
;(function (host) {
  'use strict'

  const MAX_DEPTH = 4
  const MAX_ENTRIES = 100
  const MAX_STRING = 10_000
  const MAX_OBJECTS = 1_000
  const MAX_TEXT = 65_536
  let objects = 0

  const quote = (text) =>
    `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  const clip = (text) =>
    text.length > MAX_STRING ? `${text.slice(0, MAX_STRING)}… ${text.length} characters` : text
  const isPlainKey = (key) => /^[A-Za-z_$][\w$]*$/.test(key)
  const className = (value) => Object.getPrototypeOf(value)?.constructor?.name || 'null prototype'

  function list(open, close, items, total) {
    const shown = total > items.length ? [...items, `… ${total - items.length} more`] : items
    const flat = shown.join(', ')
    if (shown.length === 0) return open + close
    if (flat.length <= 72 && !flat.includes('\n')) return `${open} ${flat} ${close}`
    return `${open}\n  ${shown.join(',\n').replaceAll('\n', '\n  ')}\n${close}`
  }

  function inspectProperty(object, key, seen) {
    const name = typeof key === 'symbol' ? `[${String(key)}]` : isPlainKey(key) ? key : quote(key)
    const property = Object.getOwnPropertyDescriptor(object, key)
    if (property?.get || property?.set) return `${name}: [accessor]`
    return `${name}: ${inspect(property?.value, seen)}`
  }

  function inspectObject(value, seen) {
    if (seen.includes(value)) return '[Circular]'
    if (seen.length >= MAX_DEPTH || ++objects > MAX_OBJECTS)
      return Array.isArray(value) ? '[Array]' : `[${className(value)}]`
    const path = [...seen, value]
    const each = (items) => Array.from(items, (item) => inspect(item, path))
    const tag = className(value)

    if (Array.isArray(value)) return list('[', ']', each(value.slice(0, MAX_ENTRIES)), value.length)
    if (value instanceof Error) return describe(value)
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
    if (value instanceof RegExp) return String(value)
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      return list(`${tag}(${value.length}) [`, ']', each(value.slice(0, MAX_ENTRIES)), value.length)
    }
    if (value instanceof Map) {
      const entries = [...value]
        .slice(0, MAX_ENTRIES)
        .map(([key, item]) => `${inspect(key, path)} => ${inspect(item, path)}`)
      return list(`Map(${value.size}) {`, '}', entries, value.size)
    }
    if (value instanceof Set) {
      return list(`Set(${value.size}) {`, '}', each([...value].slice(0, MAX_ENTRIES)), value.size)
    }
    const keys = Reflect.ownKeys(value).filter((key) =>
      Object.prototype.propertyIsEnumerable.call(value, key),
    )
    const properties = keys.slice(0, MAX_ENTRIES).map((key) => inspectProperty(value, key, path))
    return list(tag === 'Object' ? '{' : `${tag} {`, '}', properties, keys.length)
  }

  function inspect(value, seen = []) {
    switch (typeof value) {
      case 'string':
        return quote(clip(value))
      case 'bigint':
        return `${value}n`
      case 'function':
        return `[Function: ${value.name || 'anonymous'}]`
      case 'object':
        return value === null ? 'null' : inspectObject(value, seen)
      default:
        return Object.is(value, -0) ? '-0' : String(value)
    }
  }

  /** An error as a terminal shows it: name, message, then the guest's own stack. */
  function describe(error) {
    if (!(error instanceof Error)) return `Uncaught ${inspect(error)}`
    const cause = error.cause === undefined ? '' : `\nCaused by: ${inspect(error.cause)}`
    return `${error.name}: ${error.message}\n${error.stack ?? ''}`.trimEnd() + cause
  }

  const clipText = (text) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text)

  /** Inspects one value, however wide and deep, within a bounded number of objects and characters. */
  function show(value) {
    objects = 0
    return clipText(inspect(value))
  }

  const line = (values) =>
    `${values.map((value) => (typeof value === 'string' ? value : show(value))).join(' ')}\n`
  const print =
    (write) =>
    (...values) => {
      const text = line(values)
      for (let at = 0; at < text.length; at += MAX_TEXT) write(text.slice(at, at + MAX_TEXT))
    }
  const out = print(host.stdout)
  const err = print(host.stderr)

  const bytesOf = (content) => {
    if (typeof content === 'string' || content instanceof ArrayBuffer || ArrayBuffer.isView(content))
      return content
    throw new TypeError('File content must be a string or bytes')
  }
  const pathOf = (path) => {
    if (typeof path === 'string') return path
    throw new TypeError('A file path must be a string')
  }

  const timers = []
  let nextTimerId = 1
  const setTimeout = (callback, delay = 0, ...values) => {
    if (typeof callback !== 'function') throw new TypeError('setTimeout needs a function')
    const timer = { id: nextTimerId++, at: host.now() + Math.max(0, Number(delay) || 0), callback, values }
    timers.splice(timers.findLastIndex((other) => other.at <= timer.at) + 1, 0, timer)
    return timer.id
  }
  const clearTimeout = (id) => {
    const position = timers.findIndex((timer) => timer.id === id)
    if (position >= 0) timers.splice(position, 1)
  }

  /** sfc32, so that a copy of this interpreter can be given other numbers than the original. */
  let [a, b, c, d] = JSON.parse(host.seed())
  const draw = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return t >>> 0
  }
  const random = () => ((draw() >>> 5) * 0x4000000 + (draw() >>> 6)) / 0x20000000000000
  Object.defineProperty(Math, 'random', { value: random, writable: true, configurable: true })

  const globals = {
    console: { log: out, info: out, debug: out, warn: err, error: err },
    fs: {
      readFile: (path) => host.readFile(pathOf(path)),
      readFileBytes: (path) => host.readFileBytes(pathOf(path)),
      writeFile: (path, content) => host.writeFile(pathOf(path), bytesOf(content)),
      remove: (path) => host.remove(pathOf(path)),
      exists: (path) => host.exists(pathOf(path)),
      list: (folder = '') => JSON.parse(host.list(pathOf(folder))),
    },
    env: Object.freeze(JSON.parse(host.env())),
    setTimeout,
    clearTimeout,
  }
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false })
  }

  return {
    show,
    describe: (error) => clipText(describe(error)),
    /** Milliseconds until the next timer is due; negative when there is none. */
    untilNextTimer: () => (timers.length === 0 ? -1 : Math.max(0, timers[0].at - host.now())),
    fireTimer: () => {
      const timer = timers.shift()
      timer?.callback(...timer.values)
    },
    clearTimers: () => void timers.splice(0),
    reseed: () => {
      ;[a, b, c, d] = JSON.parse(host.seed())
    },
  }
})
