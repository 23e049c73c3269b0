import { Gauge } from 'prom-client'
import type { Drain } from './drain.ts'
import { shared } from './metrics.ts'
import type { Metrics } from './metrics.ts'

/** How long a dependency may take to answer. Less than a probe waits. */
const PATIENCE_MS = 2_000

/** Something that a part asks, and how to find out whether it answers: `ping` rejects when it does not. */
export interface Dependency {
  readonly name: string
  readonly ping: () => Promise<unknown>
}

/** What a part asks. Of each group in `needs` one must answer, or it serves nothing; without the others it serves less. */
export interface Dependencies {
  readonly needs: readonly (readonly Dependency[])[]
  readonly uses: readonly Dependency[]
}

export interface Readiness {
  /** Whether to send requests. */
  readonly ready: boolean
  /** It is about to end. */
  readonly draining: boolean
  /** Whether each dependency answers. */
  readonly dependencies: Readonly<Record<string, boolean>>
}

/**
 * Asks everything that a part depends on, at once and for 2 s at most, so that it always answers. Those who ask at the same
 * time get the same answer. What was found is in the metrics too.
 */
export function createReadiness(
  part: string,
  { metrics, drain }: { readonly metrics: Metrics; readonly drain: Drain },
  { needs, uses }: Dependencies,
): () => Promise<Readiness> {
  const up = shared(
    metrics,
    'dependency_up',
    () =>
      new Gauge({
        name: 'dependency_up',
        help: 'Whether what a part depends on answered it when it was last asked for its readiness',
        labelNames: ['part', 'dependency'],
        registers: [metrics],
      }),
  )

  async function look(): Promise<Readiness> {
    const all = [...needs.flat(), ...uses]
    const found = await Promise.all(all.map(async ({ name, ping }) => [name, await answers(ping())] as const))
    const dependencies = Object.fromEntries(found)
    for (const [name, answered] of found) up.set({ part, dependency: name }, Number(answered))
    const serves = needs.every((group) => group.some(({ name }) => dependencies[name]))
    return { ready: serves && !drain.begun, draining: drain.begun, dependencies }
  }

  let current: Promise<Readiness> | undefined
  return () => (current ??= look().finally(() => (current = undefined)))
}

async function answers(asked: Promise<unknown>): Promise<boolean> {
  let timeout: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timeout = setTimeout(() => resolve(false), PATIENCE_MS)
  })
  const answered = asked.then(
    () => true,
    () => false,
  )
  return Promise.race([answered, late]).finally(() => clearTimeout(timeout))
}
