import { deepMerge } from '@apollo/gateway/dist/utilities/deepMerge.js'
import { isObjectOfType } from '@apollo/gateway/dist/dataRewrites.js'
import type { QueryPlanSelectionNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'

type Fetched = Readonly<Record<string, unknown>>

/** What a subgraph is told of an entity: null where something that it requires was not fetched. */
export type Represent = (entity: Fetched) => Record<string, unknown> | null

/** Compiles the selections of entities that a fetch requires. */
export function compileRequires(
  schema: GraphQLSchema,
  selections: readonly QueryPlanSelectionNode[],
): Represent {
  const parts = selections.map((selection) => compilePart(schema, selection))
  return (entity) => {
    const representation: Record<string, unknown> = {}
    return parts.every((add) => add(entity, representation)) ? representation : null
  }
}

/** Adds to a representation; false where the entity lacks it. */
type Part = (entity: Fetched, representation: Record<string, unknown>) => boolean

function compilePart(schema: GraphQLSchema, selection: QueryPlanSelectionNode): Part {
  if (selection.kind === 'InlineFragment') {
    const { typeCondition } = selection
    if (typeCondition === undefined) return () => true
    const represent = compileRequires(schema, selection.selections)
    return (entity, representation) => {
      // Fragments never make an entity unfit: what it lacks there is just not told.
      if (isObjectOfType(schema, entity, typeCondition)) deepMerge(representation, represent(entity))
      return true
    }
  }
  const name = selection.alias ?? selection.name
  const represent = selection.selections && compileRequires(schema, selection.selections)
  const below = (value: unknown) => (represent && value !== null ? represent(value as Fetched) : value)
  return (entity, representation) => {
    const value = Object.hasOwn(entity, name) ? entity[name] : undefined
    if (value === undefined) return false
    representation[name] = Array.isArray(value) ? value.map(below) : below(value)
    return true
  }
}
