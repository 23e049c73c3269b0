/*
 * The process a sandbox lives in, started once, used for one sandbox, never reused. Plain JavaScript without
 * dependencies, because it runs from a folder that holds nothing but this and an unpacked pack. It blocks on
 * the channel between requests and ends when the parent closes it.
 *
 * @typedef {import('./contract.ts').Control} Control
 * @typedef {import('./contract.ts').Host} Host
 */
import { prepare } from '../pack/engine.mjs'
import { readFrame, writeFrame } from './channel.mjs'
import { createFiles } from './files.mjs'
import { createOutput } from './output.mjs'

const MAX_REPORT_CHARACTERS = 2_000

const engine = await prepare()
writeFrame({ type: 'ready' })

/** @type {{ guest: import('./contract.ts').Guest, limits: object, files: ReturnType<typeof createFiles> }} */
let sandbox
let output

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
  }
}
process.exit(0)

async function open({ id, limits, env, files }, body) {
  sandbox = { limits, files: createFiles(limits) }
  /** @type {Host} */
  const host = {
    ...limits,
    env,
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
  sandbox.guest = await engine.open(host)
  writeFiles(id, files, body)
}

async function run({ id, timeoutMs }, code) {
  const { guest, limits, files } = sandbox
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
  const { exitReason, result } = await guest.run(code, control).catch(broken)
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

function readFiles(id) {
  const entries = sandbox.files.entries()
  const files = entries.map(([path, content]) => ({ path, size: content.byteLength }))
  writeFrame(
    { type: 'files', id, files },
    entries.map(([, content]) => content),
  )
}
