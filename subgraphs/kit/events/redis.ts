import { EventEmitter } from 'node:events'
import type { Logger } from '../log.ts'
import { connectRedis, connectSubscriber } from '../redis.ts'
import { GAP, KEPT_ENTRIES, PLACE, READ_ENTRIES } from './journal.ts'
import type { Entry, Journal } from './journal.ts'

/** A journal that nobody has read for this long is dropped. */
const KEEP_SECONDS = 3_600
/** Users whose lost entries are remembered until Redis is back; what is lost beyond them nobody is told of. */
const MAX_OWED = 10_000
const PAY_MS = 1_000

const COMMAND_TIMEOUT_MS = 1_000

const STREAM_ID = /^\d{1,19}-\d{1,19}$/

/**
 * A journal shared by every process: a stream a user, whose ids are the entries', and a message on the channel of the same
 * name for each entry, which only says that there is one. However many are watched, a process has two connections: one
 * to read and write, one that waits for messages. Needs Redis 6.2.
 */
export function createRedisJournal(url: string, log: Logger): Journal {
  const redis = connectRedis(url, { commandTimeout: COMMAND_TIMEOUT_MS })
  const subscriber = connectSubscriber(url, COMMAND_TIMEOUT_MS)
  const bells = new EventEmitter().setMaxListeners(0)
  const owed = new Set<string>()
  let paying: NodeJS.Timeout | undefined

  redis.on('error', () => undefined)
  subscriber.on('error', () => undefined)
  subscriber.on('message', (channel: string) => void bells.emit(channel))
  subscriber.on('ready', () => void listenAgain())

  /** Readers look for themselves what came while nobody listened, once messages reach them again. */
  async function listenAgain() {
    const channels = bells.eventNames().map(String)
    if (channels.length === 0) return
    try {
      await subscriber.subscribe(...channels)
      for (const channel of channels) bells.emit(channel)
    } catch {
      subscriber.disconnect(true)
    }
  }

  /** Nothing is added where there is no stream: the 5 kB that an almost empty one takes are for users whom somebody reads. */
  async function add(name: string, text: string): Promise<void> {
    const answers = await redis
      .pipeline()
      .xadd(name, 'NOMKSTREAM', 'MAXLEN', '~', KEPT_ENTRIES, '*', 'e', text)
      .publish(name, '')
      .exec()
    readAnswer(answers)
  }

  async function begin(name: string): Promise<string> {
    const answers = await redis.pipeline().xadd(name, '*', 'e', PLACE).expire(name, KEEP_SECONDS).exec()
    return String(readAnswer(answers))
  }

  /** The readers of a user whose entry was lost are told so when that is possible again. */
  function owe(name: string, error: unknown) {
    if (owed.size < MAX_OWED) owed.add(name)
    if (paying) return
    log.warn({ err: error }, 'Redis takes no events: they are lost until it does')
    paying = payLater()
  }

  const payLater = () => setTimeout(() => void pay(), PAY_MS).unref()

  async function pay() {
    const names = [...owed]
    owed.clear()
    await Promise.all(names.map((name) => add(name, GAP).catch(() => owed.add(name))))
    paying = owed.size > 0 && redis.status !== 'end' ? payLater() : undefined
    if (!paying) log.info('Redis takes events again')
  }

  return {
    append(key, text) {
      const name = nameOf(key)
      add(name, text).catch((error: unknown) => owe(name, error))
    },

    async last(key) {
      const name = nameOf(key)
      const [newest] = await redis.xrevrange(name, '+', '-', 'COUNT', 1)
      return newest ? newest[0] : begin(name)
    },

    async after(key, id) {
      if (!STREAM_ID.test(id)) return null
      const name = nameOf(key)
      const answers = await redis
        .pipeline()
        .xrange(name, id, '+', 'COUNT', READ_ENTRIES + 1)
        .expire(name, KEEP_SECONDS)
        .exec()
      const rows = readAnswer(answers) as [string, string[]][]
      const [first, ...entries] = rows.map(toEntry)
      return first?.id === id ? entries : null
    },

    async drop(key) {
      const name = nameOf(key)
      readAnswer(await redis.pipeline().del(name).publish(name, '').exec())
    },

    async watch(key, ring, signal) {
      const name = nameOf(key)
      bells.on(name, ring)
      signal.addEventListener(
        'abort',
        () => {
          bells.off(name, ring)
          if (bells.listenerCount(name) === 0) subscriber.unsubscribe(name).catch(() => undefined)
        },
        { once: true },
      )
      // Also where another listens already: it may not have been answered yet.
      await subscriber.subscribe(name)
    },

    async close() {
      clearTimeout(paying)
      subscriber.disconnect()
      // What was appended before is answered before.
      await redis.quit().catch(() => redis.disconnect())
    },
  }
}

const nameOf = (key: string) => `agent-state:events:${key}`

/** The answer to a pipeline's first command. */
function readAnswer(answers: [Error | null, unknown][] | null): unknown {
  const [error, answer] = answers?.[0] ?? [new Error('Redis did not answer')]
  if (error) throw error
  return answer
}

const toEntry = ([id, fields]: [string, string[]]): Entry => ({ id, text: fields[1] ?? PLACE })
