import type { Operation } from '@apollo/federation-internals'
import type { QueryPlan } from '@apollo/query-planner'
import { Kind, visit } from 'graphql'
import type { DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { complete } from './complete.ts'
import type { Completion } from './complete.ts'
import { introspect } from './introspection.ts'
import { asGraphQLError } from './errors.ts'
import { compileStep } from './plan.ts'
import type { PlanSource } from './plan.ts'
import type { Variables } from './run.ts'
import { compileObject } from './shape.ts'
import type { ObjectShape } from './shape.ts'

/** What an execution comes to; the server formats its errors. */
export interface ExecutionResult {
  readonly data?: Record<string, unknown> | null
  readonly errors?: readonly GraphQLError[]
  /** `valueCompletion`: what a subgraph answered that its schema does not allow. */
  readonly extensions?: { readonly valueCompletion: readonly GraphQLError[] }
}

/** Executes one operation of a document. Rejects where the plan cannot be followed. */
export type Execute<Context> = (variables: Variables, context: Context) => Promise<ExecutionResult>

/** Shapes kept for one operation: as many as values of the variables that @skip and @include name, up to this. */
const MAX_SHAPES = 16

export interface OperationSource<Context> extends Omit<PlanSource<Context>, 'variableDefinitions'> {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly definition: OperationDefinitionNode
  readonly operation: Operation
  readonly plan: QueryPlan
}

/** Compiles an operation: its plan now, the shape of its answer when it is first asked for. */
export function compileOperation<Context>(source: OperationSource<Context>): Execute<Context> {
  const { operation, plan, schema, definition } = source
  if (plan.node?.kind === 'Subscription') throw new Error('Subscriptions are not supported')
  const { variableDefinitions } = operation
  const step = plan.node && compileStep({ ...source, variableDefinitions }, plan.node)
  const shapeFor = shapesOf(source)
  const objectType: Completion['objectType'] = (typename) => {
    const type = operation.schema().type(typename)
    return type && (type.kind === 'ObjectType' ? typename : null)
  }

  return async (variables, context) => {
    const data: Record<string, unknown> = {}
    const errors: GraphQLError[] = []
    await step?.({ context, variables, data, errors }, { path: [], objects: [data] })

    const completion: Completion = {
      objectType,
      introspect: (selection) => introspect(schema, definition, selection, variables),
      path: [],
      errors: [],
    }
    let answer
    try {
      answer = complete(shapeFor(variables), data, completion) as Record<string, unknown> | null
    } catch (error) {
      return { errors: [asGraphQLError(error)] }
    }
    if (errors.length > 0) return { errors, data: answer }
    if (completion.errors.length > 0)
      return { data: answer, extensions: { valueCompletion: completion.errors } }
    return { data: answer }
  }
}

/** The shape of the whole answer, which depends on the variables that decide on @skip and @include. */
function shapesOf({ operation, document }: Pick<OperationSource<unknown>, 'operation' | 'document'>) {
  const schema = operation.schema()
  const root = schema.schemaDefinition.rootType(operation.rootKind)
  if (!root) throw new Error(`the schema has no ${operation.rootKind} type`)
  const defaults = operation.collectDefaultedVariableValues()
  const deciding = decidingVariables(document)
  const shapes = new LRUCache<string, ObjectShape>({ max: MAX_SHAPES })
  return (given: Variables): ObjectShape => {
    const variables: Variables = { ...defaults, ...given }
    const key = deciding.map((name) => String(variables[name])).join()
    let shape = shapes.get(key)
    // Only these variables are looked at later, and those of the first caller are as good as any.
    if (!shape)
      shapes.set(key, (shape = compileObject({ schema, variables }, operation.selectionSet, root, false)))
    return shape
  }
}

function decidingVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive({ name, arguments: [condition] = [] }) {
      if ((name.value === 'skip' || name.value === 'include') && condition?.value.kind === Kind.VARIABLE)
        names.add(condition.value.name.value)
    },
  })
  return Array.from(names)
}
