import { Counter, Gauge } from 'prom-client'
import { createDurations } from '../../subgraphs/kit/durations.ts'
import type { Metrics } from '../../subgraphs/kit/metrics.ts'
import type { Tracing } from '../../subgraphs/kit/tracing/tracing.ts'
import type { GatewayContext } from '../context.ts'
import type { SubgraphDataSource } from '../subgraph/data-source.ts'
import { knownCode } from './operations.ts'

/** Counts, measures and traces what subgraphs are asked. */
export function observeSubgraphs(
  subgraphs: ReadonlyMap<string, SubgraphDataSource>,
  metrics: Metrics,
  tracing: Tracing | null,
): Map<string, SubgraphDataSource> {
  const seconds = createDurations(metrics, {
    name: 'subgraph_request_seconds',
    help: 'What asking a subgraph took, another attempt included',
    labelNames: ['subgraph'],
  })
  const errors = new Counter({
    name: 'subgraph_request_errors_total',
    help: 'Requests to a subgraph with an error of a code in their answer, or without an answer: UNAVAILABLE',
    labelNames: ['subgraph', 'code'],
    registers: [metrics],
  })
  new Counter({
    name: 'subgraph_retries_total',
    help: 'Reads that found no connection to a subgraph and were tried once more',
    labelNames: ['subgraph'],
    registers: [metrics],
    collect() {
      this.reset()
      for (const [subgraph, source] of subgraphs) this.inc({ subgraph }, source.retries())
    },
  })
  new Gauge({
    name: 'subgraph_breaker_open',
    help: 'Whether a subgraph is left alone, since it has been away',
    labelNames: ['subgraph'],
    registers: [metrics],
    collect() {
      for (const [subgraph, source] of subgraphs) this.set({ subgraph }, Number(source.isLeftAlone()))
    },
  })

  function observed(subgraph: string, source: SubgraphDataSource): SubgraphDataSource {
    async function measured<A extends { readonly errors?: readonly unknown[] }>(
      ask: () => Promise<A>,
    ): Promise<A> {
      const startedAt = performance.now()
      try {
        const answer = await ask()
        if (answer.errors) for (const code of codesOf(answer.errors)) errors.inc({ subgraph, code })
        return answer
      } catch (error) {
        errors.inc({ subgraph, code: 'UNAVAILABLE' })
        throw error
      } finally {
        seconds.observe({ subgraph }, (performance.now() - startedAt) / 1000)
      }
    }
    return {
      ...source,
      ask: (question, context) =>
        measured(() => traced(tracing, subgraph, context, (told) => source.ask(question, told))),
      process: (options) => measured(() => source.process(options)),
    }
  }
  return new Map(Array.from(subgraphs, ([name, source]) => [name, observed(name, source)]))
}

const codesOf = (errors: readonly unknown[]) =>
  new Set(errors.map((error) => knownCode((error as { extensions?: { code?: unknown } }).extensions?.code)))

/** In a span, which the subgraph continues. */
const traced = <T>(
  tracing: Tracing | null,
  subgraph: string,
  context: GatewayContext,
  ask: (context: GatewayContext) => Promise<T>,
): Promise<T> =>
  tracing
    ? tracing.span(
        `ask ${subgraph}`,
        { kind: 'client', parent: context.trace, attributes: { subgraph } },
        (span) => ask({ ...context, trace: span.headers }),
      )
    : ask(context)
