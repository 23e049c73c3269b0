import type { ApolloServerPlugin } from '@apollo/server'
import { GraphQLError } from 'graphql'
import type { OperationDefinitionNode } from 'graphql'
import { measureOperation } from './cost.ts'
import type { Measure } from './cost.ts'

/** What one operation may ask for. Tokens are the parser's to count. */
export type QueryLimits = Measure & { readonly tokens: number }

/** Deeper variables than any input has, metadata included. */
const MAX_VARIABLE_DEPTH = 64

/** Refuses operations that ask for too much, as LIMIT_EXCEEDED, or for what there is not: before planning, with status 400. */
export function limitQueries(limits: Measure): ApolloServerPlugin {
  // Of operations whose measure does not depend on variables: documents are kept, and parsed, once.
  const known = new WeakMap<OperationDefinitionNode, Measure>()
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ schema, document, operation, request: { variables = {} } }) {
          // Executors meet these as errors of their own making.
          if (!operation) throw refused('OPERATION_RESOLUTION_FAILURE', 'the document has no such operation')
          if (!schema.getRootType(operation.operation))
            throw refused('BAD_REQUEST', 'the graph has no subscriptions: follow /events')
          let measure = known.get(operation)
          if (!measure) {
            const { varies, ...measured } = measureOperation(schema, document, operation, variables)
            if (!varies) known.set(operation, measured)
            measure = measured
          }
          for (const what of ['depth', 'cost', 'aliases'] as const)
            if (measure[what] > limits[what])
              throw exceeded(`the operation has a ${what} of ${measure[what]}: at most ${limits[what]}`)
          if (isDeeper(variables, MAX_VARIABLE_DEPTH))
            throw exceeded(`variables are at most ${MAX_VARIABLE_DEPTH} levels deep`)
          return Promise.resolve()
        },
      }),
  }
}

/** Whether a value has more than `levels` of nesting, looking no deeper. */
const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((child) => isDeeper(child, levels - 1)))

const exceeded = (message: string) => refused('LIMIT_EXCEEDED', message)

const refused = (code: string, message: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } })
