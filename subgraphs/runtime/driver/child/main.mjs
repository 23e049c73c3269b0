/*
 * The process a sandbox lives in, started once, used for one sandbox, never reused. Plain JavaScript without
 * dependencies, because it runs from a folder that holds nothing but this and an unpacked pack. It blocks on
 * the channel between requests and ends when the parent closes it.
 *
 * @typedef {import('./contract.ts').Control} Control
 * @typedef {import('./contract.ts').Host} Host
 */
import { readFileSync } from 'node:fs'
import { prepare } from '../pack/engine.mjs'
import { readFrame, writeFrame } from './channel.mjs'
import { createFiles } from './files.mjs'
import { packMemory, unpackMemory } from './memory.mjs'
import { BATCH_MS, createOutput } from './output.mjs'

const MAX_REPORT_CHARACTERS = 2_000
const MAX_REASON_CHARACTERS = 900
/** As the parent takes it (driver/protocol.ts). */
const MAX_MEMORY_BYTES = 32 * 2 ** 20
const MAX_FETCH_BYTES = 2 ** 20

const engine = await prepare()
writeFrame({ type: 'ready' })

/** @type {{ guest: import('./contract.ts').Guest, limits: object, files: ReturnType<typeof createFiles> }} */
let sandbox
let output
/** The request id of the run under way. */
let running

for (let frame = readFrame(); frame !== null; frame = readFrame()) {
  const { header, body } = frame
  switch (header.type) {
    case 'open':
      await open(header, body)
      break
    case 'run':
      await run(header, body.toString())
      break
    case 'write':
      writeFiles(header.id, header.files, body)
      break
    case 'replace':
      writeFiles(header.id, header.files, body, createFiles(sandbox.limits))
      break
    case 'read':
      readFiles(header.id)
      break
    case 'list':
      writeFrame({ type: 'listing', id: header.id, files: listed(sandbox.files.entries()) })
      break
    case 'get':
      readPart(header)
      break
    case 'capture':
      capture(header.id)
      break
  }
}
process.exit(0)

async function open({ id, limits, env, layers, files, hasNetwork, memorySize, isFork }, body) {
  sandbox = { limits, files: createFiles(limits) }
  const memoryStart = body.length - (memorySize ?? 0)
  const memory = memorySize === null ? null : body.subarray(memoryStart)
  /** @type {Host} */
  const host = {
    ...limits,
    env,
    layers: layers.map(readLayer),
    fetch: hasNetwork ? fetch : null,
    // Behind a stable object: a write from outside replaces the table as a whole.
    files: Object.fromEntries(
      ['get', 'set', 'delete', 'has', 'list'].map((name) => [
        name,
        (...args) => sandbox.files[name](...args),
      ]),
    ),
    write(stream, text) {
      output.write(stream, text)
      if (output.truncated) throw new Error('output limit reached')
    },
    report: (text) => output.report(`${text.slice(0, MAX_REPORT_CHARACTERS)}\n`),
  }
  try {
    sandbox.guest = await engine.open(host, memory && { bytes: unpackMemory(memory), isFork })
  } catch (error) {
    if (memory === null) throw error
    writeFrame({ type: 'unusable', id, reason: error.message.slice(0, MAX_REASON_CHARACTERS) })
    return
  }
  writeFiles(id, files, body.subarray(0, memoryStart))
}

/** Has the parent ask a host, and waits for what it answers: nothing else is done in this process meanwhile. */
function fetch({ method, url, headers }, body) {
  const isText = (value, most) => typeof value === 'string' && value.length <= most
  const isPair = (pair) =>
    Array.isArray(pair) && pair.length === 2 && isText(pair[0], 256) && isText(pair[1], 8_192)
  const isSound =
    isText(method, 20) &&
    isText(url, 8_192) &&
    Array.isArray(headers) &&
    headers.length <= 100 &&
    headers.every(isPair)
  if (!isSound || body.byteLength > MAX_FETCH_BYTES)
    throw new Error('the request is too large or not well formed')
  output.flush()
  writeFrame({ type: 'fetch', id: running, method, url, headers }, [body])
  const frame = readFrame()
  if (frame === null) process.exit(0)
  if (frame.header.type === 'unfetched') throw new Error(frame.header.reason)
  return { status: frame.header.status, headers: frame.header.headers, body: frame.body }
}

/** @returns {import('./contract.ts').Layer} */
function readLayer(digest) {
  const folder = new URL(`../layers/${digest}/`, import.meta.url)
  return {
    folder: folder.href,
    paths: JSON.parse(readFileSync(new URL('../paths.json', folder)).toString())[digest],
  }
}

async function run({ id, timeoutMs }, code) {
  const { guest, limits, files } = sandbox
  running = id
  const deadline = performance.now() + timeoutMs
  const cpu = process.cpuUsage()
  output = createOutput(id, limits.outputBytes)
  /** @type {Control} */
  const control = {
    stopped() {
      output.flushIfDue()
      if (performance.now() >= deadline) return 'TIMEOUT'
      return output.truncated ? 'OUTPUT_LIMIT' : null
    },
    remainingMs: () => Math.max(0, deadline - performance.now()),
  }
  const broken = (error) => {
    output.report(`The interpreter failed: ${error.message}\n`)
    return { exitReason: 'CRASHED', result: null }
  }
  // While code waits for a timer it does not ask whether to stop.
  const flushing = setInterval(() => output.flushIfDue(), BATCH_MS)
  const { exitReason, result } = await guest.run(code, control).catch(broken)
  clearInterval(flushing)
  output.flush()
  const { user, system } = process.cpuUsage(cpu)
  const usage = { cpuMs: (user + system) / 1000, memoryBytes: guest.memoryBytes() + files.bytes }
  const done = {
    type: 'done',
    id,
    exitReason,
    hasResult: result !== null,
    truncated: output.truncated,
    ...usage,
  }
  writeFrame(done, result === null ? [] : [Buffer.from(result)])
}

/** All or nothing: the new table takes the old one's place only once every file is in it. */
function writeFiles(id, files, body, next = sandbox.files.clone()) {
  let offset = 0
  try {
    for (const { path, size } of files) {
      next.set(path, Uint8Array.from(body.subarray(offset, offset + size)))
      offset += size
    }
  } catch (error) {
    writeFrame({ type: 'refused', id, reason: error.message })
    return
  }
  sandbox.files = next
  writeFrame({ type: 'written', id })
}

function listed(entries) {
  return entries.map(([path, content]) => ({ path, size: content.byteLength }))
}

function readFiles(id) {
  const entries = sandbox.files.entries()
  writeFrame(
    { type: 'files', id, files: listed(entries) },
    entries.map(([, content]) => content),
  )
}

function readPart({ id, path, offset, length }) {
  if (!sandbox.files.has(path)) {
    writeFrame({ type: 'absent', id })
    return
  }
  const content = sandbox.files.get(path)
  const part = content.subarray(offset, Math.min(content.byteLength, offset + length))
  writeFrame({ type: 'content', id, size: content.byteLength }, [part])
}

/** Sends the interpreter's memory, or why it can't be kept. It goes on as before either way. */
function capture(id) {
  try {
    const parts = packMemory(sandbox.guest.capture())
    const bytes = parts.reduce((total, part) => total + part.byteLength, 0)
    if (bytes > MAX_MEMORY_BYTES) throw new Error(`compressed, it is larger than ${MAX_MEMORY_BYTES} bytes`)
    writeFrame({ type: 'captured', id, lost: null }, parts)
  } catch (error) {
    writeFrame({ type: 'captured', id, lost: error.message.slice(0, MAX_REASON_CHARACTERS) })
  }
}
