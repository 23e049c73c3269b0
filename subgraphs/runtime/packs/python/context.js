/*
 * Evaluated in a fresh V8 context, before pyodide and any Python code. Here, and only here, the process hands
 * functions in: `host`, which take and return primitives and are called through closures that let neither the
 * function nor an error of its realm pass. Whatever else the context holds belongs to the guest, who may take
 * it apart. Pyodide believes itself in a web worker, so it never looks for Node.
 */
;(function (host, createFiles, createMemories) {
  'use strict'

  /** A host function as one of this context's own. */
  const own =
    (fn) =>
    (...args) => {
      try {
        return fn(...args)
      } catch {
        throw new Error('the host refused')
      }
    }
  const random = own(host.random)
  const now = own(host.now)
  const write = own(host.write)
  const sleep = own(host.sleep)
  const stopped = own(host.stopped)

  // An error's stack would name the host's files, and its call sites the host's functions.
  for (const name of ['stackTraceLimit', 'prepareStackTrace']) {
    Object.defineProperty(Error, name, { get: () => undefined, set() {}, configurable: false })
  }

  const CHUNK = 8_192
  const SIGINT = 2
  const EIO = 29
  const WASM_PAGE = 65_536

  function toLatin1(bytes) {
    let text = ''
    for (let at = 0; at < bytes.length; at += CHUNK) {
      text += String.fromCharCode.apply(null, bytes.subarray(at, at + CHUNK))
    }
    return text
  }
  function fill(bytes, text) {
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at)
    return bytes
  }
  const fromLatin1 = (text) => fill(new Uint8Array(text.length), text)

  function toUtf8(text) {
    return unescape(encodeURIComponent(text.toWellFormed()))
  }
  /** UTF-8 as text; what is not UTF-8 becomes U+FFFD. */
  function fromUtf8(bytes) {
    let text = ''
    for (let at = 0; at < bytes.length;) {
      const lead = bytes[at++]
      const more =
        lead < 0x80 ? 0 : lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1
      let point = more > 0 ? lead & (0x3f >> more) : lead
      let taken = 0
      while (taken < more && (bytes[at] & 0xc0) === 0x80) {
        point = (point << 6) | (bytes[at++] & 0x3f)
        taken++
      }
      text += taken === more && point < 0x110000 ? String.fromCodePoint(point) : '\ufffd'
    }
    return text
  }
  const decoders = {
    latin1: toLatin1,
    'utf-16le': (bytes) => String.fromCharCode(...new Uint16Array(bytes.slice().buffer)),
  }
  const viewOf = (data) =>
    ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data)

  class TextDecoder {
    constructor(label = 'utf-8') {
      this.convert = decoders[label] ?? fromUtf8
    }
    decode(data = new Uint8Array()) {
      return this.convert(viewOf(data))
    }
  }
  class TextEncoder {
    encode(text = '') {
      return fromLatin1(toUtf8(text))
    }
    encodeInto(text, target) {
      const bytes = toUtf8(text)
      fill(target, bytes)
      return { read: text.length, written: bytes.length }
    }
  }

  class WorkerGlobalScope {}
  Object.setPrototypeOf(globalThis, WorkerGlobalScope.prototype)
  const globals = {
    WorkerGlobalScope,
    self: globalThis,
    location: 'pyodide:/',
    URL: class {
      constructor(path) {
        this.href = String(path)
      }
      toString() {
        return this.href
      }
    },
    TextDecoder,
    TextEncoder,
    performance: { now },
    crypto: {
      getRandomValues(view) {
        fill(viewOf(view), random(view.byteLength))
        return view
      },
    },
    // Python's event loop is a blocking one (runner.py): nothing here may run later than it was called.
    setTimeout: () => 0,
    clearTimeout: () => undefined,
    setInterval: () => 0,
    clearInterval: () => undefined,
    // What a finalizer lets go of in Python would no longer be the same object once another memory is in place.
    FinalizationRegistry: class {
      register() {}
      unregister() {}
    },
  }
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
  }

  const HOME = '/home/user'
  const ENVIRONMENT = { HOME, TMPDIR: '/tmp', PYTHONHASHSEED: '0', LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  const NO_PACKAGES = JSON.stringify({
    info: { abi_version: '2026_0', arch: 'wasm32', platform: 'emscripten', version: '0', python: '3.14' },
    packages: {},
  })

  /** Starts pyodide from `image`, a memory it had before, or cold where that is null, ready for one to be made. */
  async function load({ createModule, wasm, stdlib, image }) {
    const { loadPyodide } = globalThis
    globalThis.loadPyodide = undefined
    let memory
    globalThis.fetch = async (url) => ({
      ok: true,
      arrayBuffer: async () => (String(url).endsWith('.wasm') ? wasm : stdlib),
    })
    WebAssembly.instantiateStreaming = async (response, imports) => {
      const loaded = await WebAssembly.instantiate(await (await response).arrayBuffer(), imports)
      memory = loaded.instance.exports.memory
      return loaded
    }
    const python = await loadPyodide({
      indexURL: 'pyodide:/',
      createPyodideModule: createModule,
      jsglobals: Object.create(null),
      lockFileContents: NO_PACKAGES,
      env: ENVIRONMENT,
      stdin: () => null,
      ...(image === null ? { _makeSnapshot: true } : { _loadSnapshot: image }),
    })
    delete globalThis.fetch
    delete WebAssembly.instantiateStreaming
    return { python, memory }
  }

  /** The memory of a Python that has imported `runner` and nothing of this very moment: the same on every call. */
  async function makeImage(parts, runner) {
    Date.now = () => 0
    const { python } = await load({ ...parts, image: null })
    python.FS.writeFile(`${python._api.sitePackages}/_sandbox.py`, runner)
    python.pyimport('importlib').invalidate_caches()
    python.pyimport('_sandbox')
    return toLatin1(python.makeMemorySnapshot())
  }

  /** Starts Python from an image; returns what the host calls, functions of primitives. */
  async function start(parts) {
    const { python, memory } = await load(parts)
    const { FS } = python
    const runner = python.pyimport('_sandbox')
    runner.attach({ sleep })
    const files = createFiles(FS, HOME, toLatin1, fromLatin1)
    const print = (fd) => ({
      write(bytes) {
        if (!write(fd, toLatin1(bytes))) throw new FS.ErrnoError(EIO)
        return bytes.length
      },
    })
    python.setStdout(print(1))
    python.setStderr(print(2))
    python.setInterruptBuffer({
      get 0() {
        return stopped() ? SIGINT : 0
      },
      set 0(_) {},
    })
    python.unregisterJsModule('js')
    python.unregisterJsModule('pyodide_js')
    const memories = createMemories(python, memory, { toLatin1, fill })
    return {
      ...files,
      ...memories,
      memoryBytes: () => memory.buffer.byteLength,
      /** Puts a file of a layer in place: `content` itself, an array of this context's, not a copy. */
      mount(path, content) {
        FS.mkdirTree(path.slice(0, path.lastIndexOf('/')))
        FS.writeFile(path, content, { canOwn: true })
      },
      limit(memoryLimit, fileBytes, fileCount) {
        const most = memory.buffer.byteLength + memoryLimit
        const { grow } = memory
        memory.grow = (pages) => {
          if (memory.buffer.byteLength + pages * WASM_PAGE > most) throw new RangeError('the memory limit')
          return grow.call(memory, pages)
        }
        files.limit(fileBytes, fileCount)
      },
      open: (environment, layers) => runner.open(environment, layers),
      goOn: (isFork) => runner.go_on(isFork),
      run(code) {
        try {
          return runner.run(code)
        } catch {
          return ''
        }
      },
    }
  }

  return { start, makeImage, fill }
})
