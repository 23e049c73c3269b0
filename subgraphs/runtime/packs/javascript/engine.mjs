/*
 * The engine of the `javascript` pack: QuickJS in WebAssembly, behind driver/child/contract.ts. It runs from
 * an unpacked pack, beside the quickjs-wasi files the pack carries.
 *
 * @typedef {import('../../driver/child/contract.ts').Engine} Engine
 * @typedef {import('../../driver/child/contract.ts').Guest} Guest
 * @typedef {import('../../driver/child/contract.ts').Image} Image
 * @typedef {import('../../driver/child/contract.ts').Host} Host
 * @typedef {import('../../driver/child/contract.ts').Control} Control
 * @typedef {import('../../driver/child/contract.ts').RunResult} RunResult
 */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { EvalFlags, JSException, QuickJS } from './quickjs-wasi/dist/index.js'
import { bindHost } from './host.mjs'
import { imageOf, readImage } from './image.mjs'
import { asScript, createModules } from './modules.mjs'

/**
 * The guest's stack guard, bytes of WebAssembly stack. Half of what QuickJS allows: its deepest native
 * recursion, the parser, must meet this guard before V8's own, whose overflow leaves the VM broken.
 */
const STACK_BYTES = 256 * 1024
/** A little above what the prelude clips its texts to. */
const MAX_TEXT_CHARACTERS = 65_600
const MAX_TRACKED_REJECTIONS = 16
const ERRNO_BADF = 8
const PENDING = 0
const REJECTED = 2
const OUT_OF_MEMORY = /^(Unhandled rejection: )?InternalError: out of memory/
const JOB_FAILURE = /^Job execution error: ([^]*)/
const NEVER_SETTLES = 'Error: the code awaits a promise that can never settle: nothing is left to run'
const UNLIMITED = { stopped: () => null, remainingMs: () => Infinity }
/** What the prelude gives the engine to call. */
const HOOKS = ['show', 'describe', 'untilNextTimer', 'fireTimer', 'clearTimers', 'reseed']

const packFile = (path) => readFileSync(new URL(path, import.meta.url))

/** @returns {Promise<Engine>} */
export async function prepare() {
  const compile = (path) => WebAssembly.compile(packFile(`./quickjs-wasi/${path}`))
  const wasm = await compile('quickjs.wasm')
  const extensions = [
    { name: 'encoding', wasm: await compile('extensions/encoding/encoding.so') },
    { name: 'structured-clone', wasm: await compile('extensions/structured-clone/structured-clone.so') },
  ]
  const prelude = packFile('./prelude.js').toString()
  const engine = { open: (host, image) => open({ wasm, extensions, prelude }, host, image) }

  // WebAssembly is compiled lazily, function by function: a rehearsal moves that cost out of the first run.
  const nothing = {
    memoryBytes: 2 ** 26,
    env: {},
    files: new Map(),
    layers: [],
    fetch: null,
    write() {},
    report() {},
  }
  const rehearsal = await engine.open(nothing, null)
  await rehearsal.run('console.log({ a: [1] }); setTimeout(() => {}); await structuredClone([1])', UNLIMITED)
  return engine
}

/** @param {Host} host @param {Image | null} image @returns {Promise<Guest>} */
async function open({ wasm, extensions, prelude }, host, image) {
  let memory
  const session = { host, control: UNLIMITED, rejections: new Map() }
  const options = {
    wasm,
    extensions,
    memoryLimit: host.memoryBytes,
    maxStackSize: STACK_BYTES,
    timezoneOffset: 0,
    interruptHandler: () => session.control.stopped() !== null,
    moduleLoader: createModules(host),
    onUnhandledRejection: trackRejections(session.rejections),
    wasi: (linearMemory) => {
      memory = linearMemory
      return { fd_write: () => ERRNO_BADF }
    },
  }
  const { vm, hooks } = image ? await restore(options, host, image) : await create(options, prelude, host)
  session.vm = vm
  for (const [name, fn] of Object.entries(hooks)) {
    session[name] = (...args) => vm.callFunction(fn, vm.undefined, ...args)
  }
  if (image?.isFork) session.reseed().dispose()
  return {
    run: (code, control) => run(session, code, control),
    capture() {
      forgetAll(session.rejections)
      return imageOf(vm, hooks)
    },
    memoryBytes: () => memory.buffer.byteLength,
  }
}

async function create(options, prelude, host) {
  const vm = await QuickJS.create(options)
  const install = vm.evalCode(prelude, 'prelude.js')
  const installed = vm.callFunction(install, vm.undefined, bindHost(vm, host))
  return { vm, hooks: Object.fromEntries(HOOKS.map((name) => [name, installed.getProp(name)])) }
}

/** The guest of an image, whose host functions are those of this process. */
async function restore(options, host, { bytes }) {
  const { snapshot, tokens } = readImage(bytes, HOOKS)
  const vm = await QuickJS.restore(snapshot, options)
  bindHost(vm, host, true)
  return { vm, hooks: Object.fromEntries(HOOKS.map((name) => [name, vm.importHandle(tokens[name])])) }
}

/** Keeps the first few rejections nobody handles. Both handles are held: an address is reused once freed. */
function trackRejections(rejections) {
  return (promise, reason, isHandled) => {
    if (isHandled) forget(rejections, promise.identity)
    else if (rejections.size < MAX_TRACKED_REJECTIONS) {
      rejections.set(promise.identity, { promise: promise.dup(), reason: reason.dup() })
    }
  }
}

/** @param {string} code @param {Control} control @returns {Promise<RunResult>} */
async function run(session, code, control) {
  const { vm, rejections } = session
  session.control = control
  forgetAll(rejections)
  try {
    // What an earlier, stopped run left behind must not run in this one.
    session.clearTimers().dispose()
    const completion = vm.evalCode(asScript(code), 'main.js', EvalFlags.ASYNC)
    vm.markPromiseHandled(completion)
    forget(rejections, completion.identity)
    await drain(session, completion)
    if (control.stopped() !== null) return fail(session, '')
    if (completion.promiseState === PENDING) return fail(session, NEVER_SETTLES)
    const outcome = await vm.resolvePromise(completion)
    completion.dispose()
    if ('error' in outcome) return fail(session, describe(session, outcome.error))
    const [unhandled] = rejections.values()
    if (unhandled) return fail(session, `Unhandled rejection: ${describe(session, unhandled.reason.dup())}`)
    const value = outcome.value.consume((wrapper) => wrapper.getProp('value'))
    const result = value.isUndefined ? null : textOf(session.show(value))
    value.dispose()
    return { exitReason: 'COMPLETED', result }
  } catch (error) {
    return fail(session, explain(session, error))
  }
}

/** Runs jobs and timers until none is left or the code has failed; waiting counts against the deadline. */
async function drain({ vm, control, untilNextTimer, fireTimer }, completion) {
  for (;;) {
    vm.executePendingJobs()
    if (control.stopped() !== null) return
    const delay = untilNextTimer().consume((handle) => handle.toNumber())
    if (!(delay >= 0) || completion.promiseState === REJECTED) return
    if (delay > 0) await sleep(Math.min(Math.ceil(delay), control.remainingMs()))
    else fireTimer().dispose()
  }
}

/** @returns {RunResult} the failed run's result, its reason reported unless the host stopped it. */
function fail({ control, host }, text) {
  const stopped = control.stopped()
  if (stopped !== null) return { exitReason: stopped, result: null }
  host.report(text)
  return { exitReason: OUT_OF_MEMORY.test(text) ? 'MEMORY_LIMIT' : 'ERROR', result: null }
}

/** What the guest threw, as text. Anything thrown by the library itself means a broken VM, and is rethrown. */
function explain(session, error) {
  if (error instanceof JSException) return describe(session, error.handle)
  const failedJob = JOB_FAILURE.exec(error.message)
  if (failedJob === null) throw error
  return failedJob[1]
}

/** Describes and disposes a thrown value. That runs guest code, which may fail again. */
function describe(session, thrown) {
  try {
    return textOf(session.describe(thrown))
  } catch (error) {
    if (!(error instanceof JSException)) throw error
    return error.message === 'out of memory'
      ? 'InternalError: out of memory'
      : 'An error that cannot be described'
  } finally {
    thrown.dispose()
  }
}

/** Reads and disposes a guest string, which the prelude has already clipped unless the guest tampered with it. */
function textOf(handle) {
  const isText = handle.isString && handle.length <= MAX_TEXT_CHARACTERS
  const text = isText ? handle.toString() : '(not shown)'
  handle.dispose()
  return text
}

function forget(rejections, identity) {
  const entry = rejections.get(identity)
  rejections.delete(identity)
  entry?.promise.dispose()
  entry?.reason.dispose()
}

function forgetAll(rejections) {
  for (const identity of rejections.keys()) forget(rejections, identity)
}
