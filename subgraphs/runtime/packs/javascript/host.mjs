/*
 * The host's functions as guest values: all the guest can reach of the process it runs in.
 *
 * @typedef {import('../../driver/child/contract.ts').Host} Host
 */

import { randomInt } from 'node:crypto'

/** The most characters the prelude hands over in one call. */
const MAX_CHUNK_CHARACTERS = 65_536

/**
 * An object of functions over `host` for the prelude, which never hands it on to guest code. Arguments are
 * checked before they are copied out of the guest; none is converted, so no guest code runs in here.
 * @param {Host} host
 * @param {boolean} isRestored whether the guest has the object already, and only the functions behind it are missing
 */
export function bindHost(vm, host, isRestored = false) {
  const object = vm.newObject()
  const expose = (name, fn) => {
    const guarded = (...args) => {
      try {
        return fn(...args)
      } catch (error) {
        // A plain string: an Error object would carry the host's stack into the guest.
        throw String(error?.message ?? error)
      }
    }
    if (isRestored) vm.registerHostCallback(name, guarded)
    else vm.newFunction(name, guarded).consume((handle) => vm.setProp(object, name, handle))
  }
  const text = (handle, limit = Infinity) => {
    if (!handle?.isString || handle.length > limit) throw new Error('expected a short string')
    return handle.toString()
  }
  const content = (handle) => (handle.isString ? Buffer.from(handle.toString()) : handle.toUint8Array())

  expose('stdout', (chunk) => (host.write('stdout', text(chunk, MAX_CHUNK_CHARACTERS)), vm.undefined))
  expose('stderr', (chunk) => (host.write('stderr', text(chunk, MAX_CHUNK_CHARACTERS)), vm.undefined))
  expose('now', () => vm.newNumber(performance.now()))
  expose('seed', () => vm.newString(JSON.stringify(Array.from({ length: 4 }, () => randomInt(2 ** 32)))))
  expose('env', () => vm.newString(JSON.stringify(host.env)))
  expose('readFile', (path) => vm.newString(Buffer.from(host.files.get(text(path))).toString()))
  expose('readFileBytes', (path) => vm.newUint8Array(host.files.get(text(path))))
  expose('writeFile', (path, bytes) => (host.files.set(text(path), content(bytes)), vm.undefined))
  expose('remove', (path) => (host.files.delete(text(path)), vm.undefined))
  expose('exists', (path) => (host.files.has(text(path)) ? vm.true : vm.false))
  expose('list', (folder) => vm.newString(JSON.stringify(host.files.list(text(folder)))))
  return object
}
