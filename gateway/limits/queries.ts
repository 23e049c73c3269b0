import type { ApolloServerPlugin } from '@apollo/server'
import { GraphQLError } from 'graphql'
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Variables } from '../execution/run.ts'
import { measureOperation, pageSizeOf } from './cost.ts'
import type { Measure } from './cost.ts'

/** Deeper variables than any input has, metadata included. */
const MAX_VARIABLE_DEPTH = 64

/** Measures kept of one operation whose pages are as long as its variables say. */
const MAX_MEASURES = 200

/** Says why a valid operation is not to be executed, if so. */
export type RefuseQuery = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
) => GraphQLError | undefined

/** LIMIT_EXCEEDED for operations that ask for too much, and a refusal of what there is not. */
export function createQueryLimits(limits: Measure): RefuseQuery {
  // Documents are kept, and parsed, once.
  const measured = new WeakMap<OperationDefinitionNode, (variables: Variables) => Measure>()

  return (schema, document, operation, variables) => {
    if (!schema.getRootType(operation.operation))
      return refused('BAD_REQUEST', 'the graph has no subscriptions: follow /events')
    let measure = measured.get(operation)
    if (!measure) measured.set(operation, (measure = measurer(schema, document, operation)))
    const asked = measure(variables)
    for (const what of ['depth', 'cost', 'aliases'] as const)
      if (asked[what] > limits[what])
        return exceeded(`the operation has a ${what} of ${asked[what]}: at most ${limits[what]}`)
    if (isDeeper(variables, MAX_VARIABLE_DEPTH))
      return exceeded(`variables are at most ${MAX_VARIABLE_DEPTH} levels deep`)
    return undefined
  }
}

/** Measures an operation once for all variables that make its pages as long. */
function measurer(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
  const { pages, ...measure } = measureOperation(schema, document, operation, {})
  if (pages.size === 0) return () => measure
  const names = Array.from(pages)
  const known = new LRUCache<string, Measure>({ max: MAX_MEASURES })
  return (variables: Variables): Measure => {
    const key = names.map((name) => pageSizeOf(variables[name])).join()
    let measure = known.get(key)
    if (!measure) known.set(key, (measure = measureOperation(schema, document, operation, variables)))
    return measure
  }
}

/** Refuses operations before they are planned, with status 400. */
export const limitQueries = (refuse: RefuseQuery): ApolloServerPlugin => ({
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation({ schema, document, operation, request: { variables = {} } }) {
        // Executors meet this one as an error of their own making.
        if (!operation) throw refused('OPERATION_RESOLUTION_FAILURE', 'the document has no such operation')
        const refusal = refuse(schema, document, operation, variables)
        return refusal ? Promise.reject(refusal) : Promise.resolve()
      },
    }),
})

/** Whether a value has more than `levels` of nesting, looking no deeper. */
const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1)))

const exceeded = (message: string) => refused('LIMIT_EXCEEDED', message)

const refused = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } })
