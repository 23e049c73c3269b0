import type { Tracing } from './tracing.ts'

type Resolver = (...args: unknown[]) => unknown

/** Resolvers whose root fields, what a request asks a subgraph to do, are spans. */
export function traceResolvers(resolvers: object, tracing: Tracing): object {
  const roots = Object.entries(resolvers).filter(([type]) => type === 'Query' || type === 'Mutation')
  const traced = roots.map(([type, fields]) => [
    type,
    Object.fromEntries(
      Object.entries(fields as Record<string, unknown>).map(([field, resolve]) => [
        field,
        typeof resolve === 'function'
          ? tracedField(`${type}.${field}`, resolve as Resolver, tracing)
          : resolve,
      ]),
    ),
  ])
  return { ...resolvers, ...(Object.fromEntries(traced) as object) }
}

const tracedField =
  (name: string, resolve: Resolver, tracing: Tracing): Resolver =>
  (...args) =>
    tracing.span(name, {}, () => Promise.resolve(resolve(...args)))
