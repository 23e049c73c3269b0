import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { LRUCache } from 'lru-cache'
import { KEPT_ENTRIES, PLACE, READ_ENTRIES } from './journal.ts'
import type { Entry, Journal } from './journal.ts'

/** Users whose entries are kept: those that were last read. */
const KEPT_USERS = 1_000

interface Pages {
  /** Tells this journal of a user from one that was there before it: ids never mean two things. */
  readonly epoch: string
  count: number
  readonly entries: Entry[]
}

/** A journal inside the process, for a platform that is one process. */
export function createMemoryJournal(): Journal {
  const users = new LRUCache<string, Pages>({ max: KEPT_USERS })
  const bells = new EventEmitter().setMaxListeners(0)

  function add(pages: Pages, text: string) {
    pages.entries.push({ id: `${pages.epoch}-${pages.count++}`, text })
    if (pages.entries.length > KEPT_ENTRIES) pages.entries.shift()
  }

  function pagesOf(key: string): Pages {
    const known = users.get(key)
    if (known) return known
    const pages = { epoch: randomUUID().slice(0, 8), count: 0, entries: [] }
    add(pages, PLACE)
    users.set(key, pages)
    return pages
  }

  return {
    append(key, text) {
      const pages = users.peek(key)
      if (pages) add(pages, text)
      bells.emit(key)
    },
    last: (key) => Promise.resolve(pagesOf(key).entries.at(-1)?.id ?? ''),
    after(key, id) {
      const { entries } = pagesOf(key)
      const index = entries.findLastIndex((entry) => entry.id === id)
      return Promise.resolve(index < 0 ? null : entries.slice(index + 1, index + 1 + READ_ENTRIES))
    },
    drop(key) {
      users.delete(key)
      bells.emit(key)
      return Promise.resolve()
    },
    watch(key, ring, signal) {
      bells.on(key, ring)
      signal.addEventListener('abort', () => bells.off(key, ring), { once: true })
      return Promise.resolve()
    },
    close: () => Promise.resolve(),
  }
}
