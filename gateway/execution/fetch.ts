import { applyRewrites } from '@apollo/gateway/dist/dataRewrites.js'
import { deepMerge } from '@apollo/gateway/dist/utilities/deepMerge.js'
import type { FetchNode } from '@apollo/query-planner'
import { OperationTypeNode } from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { groupBy } from '../../prisma/group-by.ts'
import { asGraphQLError, subgraphError } from './errors.ts'
import { responsePathsAt } from './paths.ts'
import { compileRequires } from './representations.ts'
import type { Cursor, Run, Step, Variables } from './run.ts'
import type { Question, Subgraph, SubgraphAnswer, SubgraphError } from './subgraph.ts'

/** Entities in one request: a list of more is asked for in parts, side by side. */
const MAX_ENTITIES = 1_000

/** Asks a subgraph and merges its answer into what the cursor is at. Never rejects: what fails is an error of the run. */
export function compileFetch<Context>(
  node: FetchNode,
  schema: GraphQLSchema,
  subgraph: Subgraph<Context> | undefined,
): Step<Context> {
  const fetch = node.requires ? entityFetch(node, node.requires, schema) : rootFetch(node, schema)
  return async (run, cursor) => {
    try {
      if (!subgraph) throw new Error(`Couldn't find service with name "${node.serviceName}"`)
      await fetch(run, cursor, (question) => subgraph.ask(question, run.context))
    } catch (error) {
      run.errors.push(asGraphQLError(error))
    }
  }
}

type Fetched = Cursor['objects'][number]
type Ask = (question: Question) => Promise<SubgraphAnswer>
type Fetch = (
  run: Pick<Run<unknown>, 'variables' | 'errors' | 'data'>,
  cursor: Cursor,
  ask: Ask,
) => Promise<void>

function rootFetch(node: FetchNode, schema: GraphQLSchema): Fetch {
  const question = questioner(node)
  return async (run, { path, objects }, ask) => {
    if (objects.length === 0) return
    const { data, errors } = await ask(question(run.variables))
    for (const error of errors ?? [])
      run.errors.push(subgraphError(error, node.serviceName, error.path && [...path, ...error.path]))
    if (!data) return
    applyRewrites(schema, node.outputRewrites, data)
    for (const object of objects) deepMerge(object, data)
  }
}

function entityFetch(
  node: FetchNode,
  requires: NonNullable<FetchNode['requires']>,
  schema: GraphQLSchema,
): Fetch {
  const represent = compileRequires(schema, requires)
  const question = questioner(node)
  // Rewrites may tell the same of entities of different types, and depend on the type in what comes back.
  const keyOf =
    node.inputRewrites || node.outputRewrites
      ? (told: string, { __typename }: Fetched) => `${String(__typename)} ${told}`
      : (told: string) => told

  return async (run, { path, objects }, ask) => {
    /** Each of the entities asked for, once. */
    const representations: string[] = []
    const slots = new Map<string, number>()
    const wanted: { object: Fetched; slot: number }[] = []
    for (const object of objects) {
      const representation = represent(object)
      if (!representation?.['__typename']) continue
      applyRewrites(schema, node.inputRewrites, representation)
      const told = JSON.stringify(representation)
      const key = keyOf(told, object)
      let slot = slots.get(key)
      if (slot === undefined) slots.set(key, (slot = representations.push(told) - 1))
      wanted.push({ object, slot })
    }
    if (wanted.length === 0) return

    const parts = Array.from({ length: Math.ceil(representations.length / MAX_ENTITIES) }, (_, part) =>
      representations.slice(part * MAX_ENTITIES, (part + 1) * MAX_ENTITIES),
    )
    const received = await Promise.all(
      parts.map(async (part, index) => {
        const { data, errors } = await ask(question(run.variables, part))
        if (errors) tell(errors, index * MAX_ENTITIES)
        return data ? entitiesIn(data, part.length) : part.map(() => null)
      }),
    ).then((parts) => parts.flat())

    if (node.outputRewrites) {
      for (const { object, slot } of wanted) nameType(received[slot], object)
      for (const entity of received) applyRewrites(schema, node.outputRewrites, entity as Fetched)
    }
    for (const { object, slot } of wanted) deepMerge(object, received[slot])

    /** An error of an entity is one at each place that wants it. */
    function tell(errors: readonly SubgraphError[], offset: number) {
      const paths = responsePathsAt(run.data, path)
      const places = groupBy(Array.from(wanted.keys()), (index) => wanted[index]?.slot)
      for (const error of errors) {
        const [, slot, ...below] = error.path ?? []
        if (typeof slot === 'number')
          for (const index of places.get(offset + slot) ?? [])
            run.errors.push(subgraphError(error, node.serviceName, [...(paths[index] ?? []), ...below]))
        else run.errors.push(subgraphError(error, node.serviceName, error.path && [...path, ...error.path]))
      }
    }
  }
}

/** What was received is of the type of what it was asked for, where it doesn't say. */
function nameType(received: unknown, { __typename }: Fetched): void {
  if (typeof received === 'object' && received !== null) (received as Fetched)['__typename'] ||= __typename
}

function entitiesIn(data: Record<string, unknown>, asked: number): unknown[] {
  const { _entities: entities } = data
  if (!Array.isArray(entities)) throw new Error('Expected "data._entities" in response to be an array')
  if (entities.length !== asked) throw new Error(`Expected "data._entities" to contain ${asked} elements`)
  return entities
}

/** Writes requests: the operation's text as JSON once, the variables that it uses, representations as they are told. */
function questioner(node: FetchNode) {
  const { operation, operationName, operationKind, requires, variableUsages = [] } = node
  const head = `{"query":${JSON.stringify(operation)}${operationName ? `,"operationName":${JSON.stringify(operationName)}` : ''},"variables":{`
  const isRead = operationKind === OperationTypeNode.QUERY
  const ofEntities = requires !== undefined
  const used = variableUsages.map((name) => ({ name, key: `${JSON.stringify(name)}:` }))
  return (given: Variables, representations?: readonly string[]): Question => {
    let variables = ''
    for (const { name, key } of used) {
      const value = Object.hasOwn(given, name) ? given[name] : undefined
      if (value === undefined) continue
      if (ofEntities && name === 'representations')
        throw new Error('Variables cannot contain key "representations"')
      variables += `${variables && ','}${key}${JSON.stringify(value)}`
    }
    if (representations) variables += `${variables && ','}"representations":[${representations.join()}]`
    return { isRead, ofEntities, body: `${head}${variables}}}` }
  }
}
