import { setTimeout as sleep } from 'node:timers/promises'

interface Answer {
  readonly errors: readonly {
    readonly extensions: { readonly code: string; readonly retryAfterMs?: number }
  }[]
}

/**
 * Asks until a sandbox is free, as callers are told to: on a busy machine its process takes longer to start than a call waits
 * for one.
 */
export async function onceFree<A extends Answer>(ask: () => Promise<A>): Promise<A> {
  for (;;) {
    const answer = await ask()
    const [error] = answer.errors
    if (error?.extensions.code !== 'RATE_LIMITED') return answer
    await sleep(error.extensions.retryAfterMs)
  }
}
