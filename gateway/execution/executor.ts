import type { ApolloGateway } from '@apollo/gateway'
import { buildOperationContext } from '@apollo/gateway/dist/operationContext.js'
import { operationFromDocument } from '@apollo/federation-internals'
import type { Schema } from '@apollo/federation-internals'
import type { QueryPlanner } from '@apollo/query-planner'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { compileOperation } from './operation.ts'
import type { Execute, ExecutionResult } from './operation.ts'
import type { Variables } from './run.ts'
import type { Subgraph } from './subgraph.ts'
import { compileVariables } from './variables.ts'

/** What of a request the executor needs. */
export interface ExecutionRequest<Context> {
  readonly document: DocumentNode
  readonly operationName: string | undefined
  readonly variables: Variables | undefined
  readonly context: Context
}

/** Throws, as it rejects, where an operation can't be planned. */
export type Executor<Context> = (request: ExecutionRequest<Context>) => Promise<ExecutionResult>

/** Told of planning, which it has to have done. */
export type WatchPlanning = <T>(plan: () => T) => T

/** What @apollo/gateway has loaded. It keeps it to itself: its version is pinned, and a fuzz compares us with it. */
interface Loaded {
  readonly schema: GraphQLSchema
  readonly apiSchema: Schema
  readonly supergraphSchema: GraphQLSchema
  readonly queryPlanner: QueryPlanner
}

/**
 * Executes operations over the plans of a gateway, with the results of its own executor. Plan, requests and the shape of
 * the answer are compiled once for a document and live as long as that does: the document store bounds what is kept.
 */
export function createExecutor<Context>(
  gateway: ApolloGateway,
  subgraphs: ReadonlyMap<string, Subgraph<Context>>,
  watchPlanning: WatchPlanning | null = null,
): Executor<Context> {
  const loaded = gateway as unknown as Loaded
  let compiledFor: GraphQLSchema | undefined
  let compiled = new WeakMap<DocumentNode, Map<string | undefined, Execute<Context>>>()

  function executeOf(document: DocumentNode, operationName: string | undefined): Execute<Context> {
    if (compiledFor !== loaded.schema) {
      compiledFor = loaded.schema
      compiled = new WeakMap()
    }
    const operations = compiled.get(document) ?? new Map<string | undefined, Execute<Context>>()
    compiled.set(document, operations)
    const known = operations.get(operationName)
    if (known) return known
    const execute = compile(loaded, subgraphs, document, operationName, watchPlanning)
    operations.set(operationName, execute)
    return execute
  }

  return ({ document, operationName, variables = {}, context }) =>
    executeOf(document, operationName)(variables, context)
}

function compile<Context>(
  { schema, apiSchema, supergraphSchema, queryPlanner }: Loaded,
  subgraphs: ReadonlyMap<string, Subgraph<Context>>,
  document: DocumentNode,
  operationName: string | undefined,
  watchPlanning: WatchPlanning | null,
): Execute<Context> {
  const named = operationName === undefined ? {} : { operationName }
  const { operation: definition } = buildOperationContext({ schema, operationDocument: document, ...named })
  const { variableDefinitions = [] } = definition
  const errorsIn = compileVariables(schema, variableDefinitions)

  let execute: Execute<Context> | undefined
  return (variables, context) => {
    const errors = errorsIn(variables)
    if (errors) return Promise.resolve({ errors })
    if (!execute) {
      const operation = operationFromDocument(apiSchema, document, named)
      const plan = () => queryPlanner.buildQueryPlan(operation)
      execute = compileOperation({
        schema,
        supergraph: supergraphSchema,
        subgraphs,
        document,
        definition,
        operation,
        plan: watchPlanning ? watchPlanning(plan) : plan(),
      })
    }
    return execute(variables, context)
  }
}
