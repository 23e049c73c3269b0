/*
 * The engine of the `python` pack: pyodide behind driver/child/contract.ts. It runs from an unpacked pack. All
 * that crosses between this realm and the guest's is primitives: texts hold bytes as Latin-1.
 *
 * @typedef {import('../../driver/child/contract.ts').Engine} Engine
 * @typedef {import('../../driver/child/contract.ts').Guest} Guest
 * @typedef {import('../../driver/child/contract.ts').Host} Host
 * @typedef {import('../../driver/child/contract.ts').Image} Image
 * @typedef {import('../../driver/child/contract.ts').Control} Control
 * @typedef {import('../../driver/child/contract.ts').RunResult} RunResult
 */
import { randomBytes } from 'node:crypto'
import { createContext } from './boot.mjs'
import { imageOf, restoreImage } from './image.mjs'

const UNLIMITED = { stopped: () => null, remainingMs: () => Infinity }
const SILENT = { fetch: null, write: () => undefined }
const STREAMS = { 1: 'stdout', 2: 'stderr' }
const EXIT_REASONS = ['COMPLETED', 'ERROR', 'MEMORY_LIMIT']
/** How long a guest may sleep between two looks at whether it must stop. */
const SLICE_MS = 20

/** @returns {Promise<Engine>} */
export async function prepare() {
  process.env.TZ = 'UTC'
  /** @type {{ host: Host, control: Control }} */
  const session = { host: SILENT, control: UNLIMITED }
  const { tools, parts, bytes } = createContext(hostFunctions(session))
  const python = await tools.start({ ...parts, image: bytes('./image.bin') })
  return { open: async (host, image) => open(session, python, bytes, host, image) }
}

/** All the guest's context can call. */
function hostFunctions(session) {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  return {
    now: () => performance.now(),
    random: (length) => randomBytes(length).toString('latin1'),
    write(fd, text) {
      try {
        session.host.write(STREAMS[fd], Buffer.from(text, 'latin1'))
        return true
      } catch {
        return false
      }
    },
    stopped: () => session.control.stopped() !== null,
    /** The answer as text: JSON after its length in 8 hexadecimal digits, then the body. */
    fetch(request, body) {
      try {
        if (session.host.fetch === null) throw new Error('the network is off')
        const answer = session.host.fetch(JSON.parse(request), Buffer.from(body, 'latin1'))
        return framed({ status: answer.status, headers: answer.headers }, answer.body)
      } catch (error) {
        return framed({ reason: String(error.message) }, Buffer.alloc(0))
      }
    },
    sleep(ms) {
      const end = performance.now() + ms
      for (let left = ms; left > 0 && session.control.stopped() === null; left = end - performance.now()) {
        Atomics.wait(pause, 0, 0, Math.min(left, SLICE_MS))
      }
    },
  }
}

function framed(header, body) {
  const json = Buffer.from(JSON.stringify(header)).toString('latin1')
  return json.length.toString(16).padStart(8, '0') + json + body.toString('latin1')
}

/** @param {Host} host @param {Image | null} image @returns {Guest} */
function open(session, python, bytes, host, image) {
  session.host = host
  for (const [at, { folder, paths }] of host.layers.entries()) {
    for (const path of paths)
      python.mount(`/layers/${at}/${path}`, bytes(folder + path.split('/').map(encodeURIComponent).join('/')))
  }
  python.limit(host.memoryBytes, host.fileBytes, host.fileCount)
  if (image) restoreImage(python, image)
  else python.open(JSON.stringify(host.env), host.layers.length)
  /** What the guest has of each file: the very value it was given or that was taken from it. */
  const shared = new Map()
  return {
    run: async (code, control) => run(session, python, shared, code, control),
    capture: () => imageOf(python),
    memoryBytes: () => Number(python.memoryBytes()),
  }
}

/** @param {string} code @param {Control} control @returns {RunResult} */
function run(session, python, shared, code, control) {
  const { host } = session
  session.control = control
  giveFiles(host.files, python, shared)
  const answer = python.run(code)
  const stopped = control.stopped()
  session.control = UNLIMITED
  // A run that was interrupted may have no answer, and is no less sound for that.
  const { exitReason, result, report } =
    stopped === null ? readAnswer(answer) : { exitReason: stopped, result: null, report: '' }
  takeFiles(host, python, shared)
  if (report !== '') host.report(report)
  return { exitReason, result }
}

/** What run says, in no other form than it may have. */
function readAnswer(text) {
  try {
    const { exitReason, result, report } = JSON.parse(text)
    if (EXIT_REASONS.includes(exitReason)) {
      return { exitReason, result: result === null ? null : String(result), report: String(report) }
    }
  } catch {
    // Said below.
  }
  throw new Error('Python has ended')
}

function giveFiles(files, python, shared) {
  for (const path of shared.keys()) {
    if (files.has(path)) continue
    python.remove(path)
    shared.delete(path)
  }
  for (const path of files.list('')) {
    const content = files.get(path)
    if (shared.get(path) === content) continue
    python.put(path, Buffer.from(content).toString('latin1'))
    shared.set(path, content)
  }
}

/** Brings the file table up to what the guest left in its folder; says of a file that cannot be kept why. */
function takeFiles({ files, report }, python, shared) {
  const { kept, gone } = JSON.parse(python.changes())
  for (const path of gone) {
    python.forget(path)
    if (shared.delete(path)) files.delete(path)
  }
  for (const path of kept) {
    try {
      const content = Uint8Array.from(Buffer.from(python.take(path), 'latin1'))
      files.set(path, content)
      shared.set(path, content)
    } catch (error) {
      report(`not kept: ${error.message}`)
    }
  }
}
