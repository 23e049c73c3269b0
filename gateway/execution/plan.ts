import { evaluateCondition } from '@apollo/query-planner'
import type { PlanNode } from '@apollo/query-planner'
import type { VariableDefinitions } from '@apollo/federation-internals'
import type { GraphQLSchema } from 'graphql'
import { compileFetch } from './fetch.ts'
import { objectsAt } from './paths.ts'
import type { Step } from './run.ts'
import type { Subgraph } from './subgraph.ts'

export interface PlanSource<Context> {
  readonly supergraph: GraphQLSchema
  readonly subgraphs: ReadonlyMap<string, Subgraph<Context>>
  readonly variableDefinitions: VariableDefinitions
}

/** Compiles a node of a query plan. */
export function compileStep<Context>(source: PlanSource<Context>, node: PlanNode): Step<Context> {
  switch (node.kind) {
    case 'Sequence': {
      const steps = node.nodes.map((child) => compileStep(source, child))
      return async (run, cursor) => {
        for (const step of steps) await step(run, cursor)
      }
    }
    case 'Parallel': {
      const steps = node.nodes.map((child) => compileStep(source, child))
      return async (run, cursor) => {
        await Promise.all(steps.map((step) => step(run, cursor)))
      }
    }
    case 'Flatten': {
      const step = compileStep(source, node.node)
      return async (run, { path, objects }) =>
        step(run, { path: [...path, ...node.path], objects: objectsAt(objects, node.path) })
    }
    case 'Condition': {
      const whenTrue = node.ifClause && compileStep(source, node.ifClause)
      const whenFalse = node.elseClause && compileStep(source, node.elseClause)
      return async (run, cursor) => {
        const holds = evaluateCondition(node, source.variableDefinitions, run.variables)
        await (holds ? whenTrue : whenFalse)?.(run, cursor)
      }
    }
    case 'Fetch':
      return compileFetch(node, source.supergraph, source.subgraphs.get(node.serviceName))
    case 'Defer':
      throw new Error('@defer is not supported')
    default:
      return node satisfies never
  }
}
