import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { GraphQLField, GraphQLInputType, GraphQLObjectType, GraphQLSchema } from 'graphql'
import type { Random } from '../../../support/random.ts'
import { json, number, objectOf, text } from './values.ts'

export interface Operation {
  readonly query: string
  readonly variables: object
}

/** An operation over the schema whose arguments are mostly of the right type, and hostile otherwise. */
export function operation(
  random: Random,
  schema: GraphQLSchema,
  ids: readonly [string, ...string[]],
): Operation {
  const mutates = random.chance(0.5)
  const root = mutates ? schema.getMutationType() : schema.getQueryType()
  if (!root) throw new Error('the schema has no root')
  const declared: string[] = []
  const variables: [string, unknown][] = []

  function value(type: GraphQLInputType, levels: number): unknown {
    if (random.chance(0.04)) return json(random)
    if (isNonNullType(type)) return value(type.ofType, levels)
    if (random.chance(0.15)) return null
    if (isListType(type)) return random.some(3, () => value(type.ofType, levels))
    if (isEnumType(type))
      return random.pick([...type.getValues().map(({ name }) => name), 'NONE'] as [string])
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => levels > 0 && (isNonNullType(field.type) || random.chance(0.4)),
      )
      return objectOf(fields.map((field) => [field.name, value(field.type, levels - 1)]))
    }
    if (!('name' in type)) return null
    if (type.name === 'ID') return random.chance(0.7) ? random.pick(ids) : text(random)
    if (type.name === 'Int' || type.name === 'Float')
      return random.chance(0.5) ? random.below(5) : number(random)
    if (type.name === 'Boolean') return random.chance(0.5)
    if (type.name === 'JSON') return json(random)
    return random.chance(0.3) ? new Date(random.below(2 ** 31) * 1000).toISOString() : text(random)
  }

  function field(of: GraphQLField<unknown, unknown>, levels: number): string {
    const given = of.args.filter(({ type }) => isNonNullType(type) || random.chance(0.4))
    const args = given.map(({ name, type }) => {
      const variable = `v${declared.length}`
      declared.push(`$${variable}: ${String(type)}`)
      variables.push([variable, value(type, 4)])
      return `${name}: $${variable}`
    })
    const type = getNamedType(getNullableType(of.type))
    const inner = isObjectType(type) ? selections(type, levels - 1) : ''
    return `${of.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${inner}`
  }

  function selections(type: GraphQLObjectType, levels: number): string {
    const fields = Object.values(type.getFields()).filter(
      (known) => random.chance(0.4) && (levels > 0 || !isObjectType(getNamedType(known.type))),
    )
    return ` { __typename ${fields.map((known, index) => `f${index}: ${field(known, levels)}`).join(' ')} }`
  }

  const chosen = random.pick(Object.values(root.getFields()) as [GraphQLField<unknown, unknown>])
  const body = field(chosen, 4)
  const header = declared.length > 0 ? `(${declared.join(', ')})` : ''
  return { query: `${mutates ? 'mutation' : 'query'}${header} { ${body} }`, variables: objectOf(variables) }
}
