import type { LimitFunction } from 'p-limit'
import type { Child } from './child.ts'
import { CapacityError } from './errors.ts'
import type { Slots } from './slots.ts'
import type { DriverObserver, PackLoad } from './types.ts'

export interface PoolOptions {
  /** Children kept ready. */
  readonly warm: number
  /** Checkouts that may wait, at most. */
  readonly queue: number
  /** Milliseconds a checkout waits, at most. */
  readonly queueMs: number
}

export interface Pool {
  /** A ready child nobody has used. Rejects with `CapacityError` when the queue is full or the wait too long. */
  checkout(): Promise<Child>
  /** What it has and who waits for it. */
  load(): Omit<PackLoad, 'pack'>
  /** Kills the children not handed out, refuses the waiting. */
  close(): Promise<void>
}

/** What the pools of a driver share. */
export interface PoolShared {
  readonly limitBoots: LimitFunction
  readonly slots: Slots
  readonly observer: Pick<DriverObserver, 'booted' | 'checkedOut'>
}

interface Waiter {
  readonly resolve: (child: Child) => void
  readonly reject: (error: Error) => void
}

const FIRST_BOOT_GUESS_MS = 300
/** Who got a child that was ready has the processors for their first run; then the next child boots. */
const REFILL_MS = 250
const BOOT_RETRY_MS = 1_000

/**
 * A pool of warm children of one pack. A child leaves it once and never comes back.
 * @param boot starts one child, and ends it where it is not ready by the signal
 * @param limitBoots bounds how many start at once, across pools
 * @param slots bounds how many are in use at once, across pools
 */
export function createPool(
  pack: string,
  boot: (signal: AbortSignal) => Promise<Child>,
  options: PoolOptions,
  { limitBoots, slots, observer }: PoolShared,
): Pool {
  const idle = new Set<Child>()
  const waiters: Waiter[] = []
  const booting = new Set<Promise<void>>()
  let running = 0
  let bootMs = FIRST_BOOT_GUESS_MS
  let bootFailure: unknown
  let retry: NodeJS.Timeout | undefined
  let refilling: NodeJS.Timeout | undefined
  const closing = new AbortController()

  const busy = (): CapacityError => {
    const rounds = Math.ceil((waiters.length + 1) / limitBoots.concurrency)
    return new CapacityError(Math.ceil(rounds * bootMs), bootFailure)
  }

  const take = (): Child | undefined => {
    const [child] = idle
    if (child === undefined || !slots.take()) return undefined
    idle.delete(child)
    running += 1
    void child.exited.then(() => {
      running -= 1
      slots.free()
    })
    return child
  }

  const startOne = async (): Promise<void> => {
    closing.signal.throwIfAborted()
    const started = performance.now()
    const child = await boot(closing.signal).catch((error: unknown) => {
      observer.booted(pack, performance.now() - started, false)
      throw error
    })
    observer.booted(pack, performance.now() - started, true)
    bootMs = 0.8 * bootMs + 0.2 * (performance.now() - started)
    bootFailure = undefined
    idle.add(child)
    if (closing.signal.aborted) child.kill('STOPPED')
    void child.exited.then(() => {
      if (idle.delete(child)) refill()
    })
  }

  const refill = (): void => {
    const wanted = options.warm + Math.min(waiters.length, slots.left())
    while (!closing.signal.aborted && retry === undefined && idle.size + booting.size < wanted) {
      const boots = limitBoots(startOne)
        .catch((error: unknown) => {
          bootFailure = error
          if (closing.signal.aborted) return
          retry ??= setTimeout(() => {
            retry = undefined
            refill()
          }, BOOT_RETRY_MS)
        })
        .finally(() => {
          booting.delete(boots)
          serve()
        })
      booting.add(boots)
    }
  }

  const refillSoon = (): void => {
    refilling ??= setTimeout(() => {
      refilling = undefined
      refill()
    }, REFILL_MS)
  }

  const serve = (): void => {
    while (waiters.length > 0) {
      const child = take()
      if (child === undefined) break
      waiters.shift()?.resolve(child)
    }
    refill()
  }

  slots.onFree(serve)
  refill()
  return {
    load: () => ({ ready: idle.size, starting: booting.size, waiting: waiters.length, running }),
    checkout() {
      if (closing.signal.aborted) return Promise.reject(new Error('The sandbox driver is closed'))
      const asked = performance.now()
      const child = waiters.length === 0 ? take() : undefined
      if (child !== undefined) {
        observer.checkedOut(pack, performance.now() - asked)
        refillSoon()
        return Promise.resolve(child)
      }
      if (waiters.length >= options.queue) return Promise.reject(busy())
      return new Promise<Child>((resolve, reject) => {
        const waiter: Waiter = {
          resolve: (ready) => {
            clearTimeout(timer)
            observer.checkedOut(pack, performance.now() - asked)
            resolve(ready)
          },
          reject: (error) => {
            clearTimeout(timer)
            reject(error)
          },
        }
        const timer = setTimeout(() => {
          waiters.splice(waiters.indexOf(waiter), 1)
          reject(busy())
        }, options.queueMs)
        waiters.push(waiter)
        refill()
      })
    },
    async close() {
      closing.abort()
      clearTimeout(retry)
      clearTimeout(refilling)
      for (const waiter of waiters.splice(0)) waiter.reject(new Error('The sandbox driver is closed'))
      for (const child of idle) child.kill('STOPPED')
      await Promise.all(booting)
      await Promise.all([...idle].map((child) => child.exited))
    },
  }
}
