/*
 * Evaluated in the guest's context (boot.mjs), once Python has started: what its memory has become since, page by page,
 * and the way back. Every process of a pack starts with the same memory, so that only other pages need to be kept.
 */
;(function createMemories(python, memory, convert) {
  'use strict'

  const { _module: module, FS } = python
  const { toLatin1, fill } = convert
  const PAGE_BYTES = 16_384

  /** Two hashes of each page. */
  function digest() {
    const words = new Int32Array(memory.buffer)
    const pageWords = PAGE_BYTES / 4
    const digests = new Int32Array((2 * words.length) / pageWords)
    for (let page = 0; 2 * page < digests.length; page++) {
      let [one, two] = [page, ~page]
      for (let at = page * pageWords, end = at + pageWords; at < end; at++) {
        one = (Math.imul(one, 31) + words[at]) | 0
        two = Math.imul(two ^ words[at], 16_777_619)
      }
      digests[2 * page] = one
      digests[2 * page + 1] = two
    }
    return digests
  }
  const sum = (digests) => digests.reduce((total, each) => (Math.imul(total, 31) + each) | 0, 0)

  /** How many JavaScript objects Python holds, and how many functions it was given to call. */
  const held = () => `${module._hiwire_num_refs()},${module.wasmTable.length},${module.stackSave()}`
  function countSlots() {
    let slots = 0
    try {
      for (; ; slots++) module.__hiwire_get(slots)
    } catch {
      return slots
    }
  }

  const ready = digest()
  const start = `${sum(ready)},${held()}`
  const page = (number) => new Uint8Array(memory.buffer, number * PAGE_BYTES, PAGE_BYTES)

  return {
    /** JSON of what `restore` needs besides the pages it names; or of why there is no way back, as `lost`. */
    capture() {
      try {
        if (`${sum(ready)},${held()}` !== start)
          return JSON.stringify({ lost: 'it holds JavaScript objects' })
        const now = digest()
        const pages = []
        for (let at = 0; at < now.length; at += 2) {
          if (now[at] !== ready[at] || now[at + 1] !== ready[at + 1]) pages.push(at / 2)
        }
        const bytes = memory.buffer.byteLength
        return JSON.stringify({ start, bytes, slots: countSlots(), folder: FS.cwd(), pages })
      } catch {
        return JSON.stringify({ lost: 'its interpreter is damaged' })
      }
    },
    page: (number) => toLatin1(page(number)),
    /** Whether this process can go on from there; if so, its memory is as large, and waits for the pages. */
    restore(image) {
      const { start: begun, bytes, slots } = JSON.parse(image)
      if (begun !== start) return false
      if (bytes > memory.buffer.byteLength && module.growMemory(bytes) !== 1) return false
      for (let slot = countSlots(); slot < slots; slot++) module.__hiwire_set(slot, null)
      return true
    },
    setPage: (number, content) => void fill(page(number), content),
    enter(image) {
      const { folder } = JSON.parse(image)
      FS.mkdirTree(folder)
      FS.chdir(folder)
    },
  }
})
