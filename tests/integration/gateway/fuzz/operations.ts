import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { GraphQLCompositeType, GraphQLField, GraphQLInputType, GraphQLSchema } from 'graphql'

export interface Operation {
  readonly query: string
  /** Several, for the same document. */
  readonly variables: readonly Record<string, unknown>[]
}

export type Random = () => number

const ALIASES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'a', 'b', 'length']
const FLAGS = ['yes', 'no', 'maybe']

/** A random operation. It may be invalid: aliases can collide. */
export function createOperation(schema: GraphQLSchema, random: Random): Operation {
  const one = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const chance = (percent: number) => random() * 100 < percent
  const fragments: string[] = []
  const isMutation = chance(8)
  const root = (isMutation ? schema.getMutationType() : schema.getQueryType())!
  const depth = 1 + Math.floor(random() * 4)

  const directive = () => {
    if (!chance(12)) return ''
    const condition = chance(75) ? `$${one(FLAGS)}` : one(['true', 'false'])
    return ` @${one(['skip', 'include'])}(if: ${condition})`
  }

  function value(type: GraphQLInputType): string {
    const named = getNamedType(type)
    switch (named.name) {
      case 'Int':
        return chance(30) ? '$count' : String(Math.floor(random() * 4))
      case 'Boolean':
        return chance(50) ? '$yes' : one(['true', 'false'])
      case 'ID':
        return chance(30)
          ? '$id'
          : `"${one(['Book', 'Lamp', 'Film', 'Song', 'Review'])}:${Math.floor(random() * 6)}"`
      default:
        return chance(30) ? '$text' : `"${one(['x', 'y'])}"`
    }
  }

  function field(type: GraphQLField<unknown, unknown>, left: number): string {
    const named = getNamedType(type.type)
    const args = type.args.filter(({ type }) => isNonNullType(type) || chance(50))
    const list = args.map(({ name, type }) => `${name}: ${value(type)}`).join(', ')
    // Arguments get a name of their own, so that few operations collide.
    const alias = list ? `${type.name}${list.replace(/\W/g, '')}: ` : chance(6) ? `${one(ALIASES)}: ` : ''
    const below = isCompositeType(named) ? ` ${selections(named, left - 1)}` : ''
    return `${alias}${type.name}${list ? `(${list})` : ''}${directive()}${below}`
  }

  function selections(type: GraphQLCompositeType, left: number): string {
    const parts: string[] = []
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : []
    const usable = fields.filter((field) => left > 0 || !isCompositeType(getNamedType(field.type)))
    const count = 1 + Math.floor(random() * 4)
    for (let index = 0; index < count; index++) {
      const kind = random() * 100
      if (kind < 12 || (usable.length === 0 && kind < 40))
        parts.push(`${chance(25) ? 'kind: ' : ''}__typename${directive()}`)
      else if ((kind < 35 || (isAbstractType(type) && kind < 70)) && left >= 0)
        parts.push(fragment(type, left))
      else if (usable.length > 0) parts.push(field(one(usable), left))
    }
    return `{ ${parts.join(' ') || '__typename'} }`
  }

  function fragment(type: GraphQLCompositeType, left: number): string {
    const overlapping = Object.values(schema.getTypeMap()).filter(
      (other) =>
        isCompositeType(other) &&
        !other.name.startsWith('__') &&
        possible(schema, other).some((name) => possible(schema, type).includes(name)),
    ) as GraphQLCompositeType[]
    const condition = chance(85) ? one(overlapping) : null
    const body = selections(condition ?? type, condition === type ? left - 1 : left - (chance(50) ? 1 : 0))
    if (!condition || chance(65))
      return `...${condition ? ` on ${condition.name}` : ''}${directive()} ${body}`
    const name = `F${fragments.length}`
    fragments.push(`fragment ${name} on ${condition.name} ${body}`)
    return `...${name}${directive()}`
  }

  let body = selections(root, depth)
  if (!isMutation && chance(3))
    body = body.replace(
      '{',
      `{ ${one(['__type(name: "Book") { name fields { name } }', '__schema { queryType { name kind } }', 's: __schema { ...on __Schema { types { name } } }'])}`,
    )
  const used = (name: string) => [body, ...fragments].some((text) => text.includes(`$${name}`))
  const definitions = [
    ['yes', `Boolean!${chance(50) ? ' = true' : ''}`],
    ['no', `Boolean! = false`],
    ['maybe', `Boolean! = ${one(['true', 'false'])}`],
    ['count', 'Int'],
    ['id', `ID!${chance(30) ? ' = "Book:1"' : ''}`],
    ['text', 'String = "z"'],
  ].flatMap(([name = '', type]) => (used(name) ? [`$${name}: ${type}`] : []))
  const header = definitions.length > 0 ? `(${definitions.join(', ')})` : ''
  const given = (): Record<string, unknown> => ({
    ...(chance(95) && { yes: chance(50) }),
    ...(chance(50) && { no: chance(60) }),
    ...(chance(50) && { maybe: chance(50) }),
    ...(chance(70) && { count: one([0, 1, 2, null]) }),
    ...(chance(97) && { id: `${one(['Book', 'Lamp'])}:${Math.floor(random() * 6)}` }),
    ...(chance(50) && { text: one(['t', null]) }),
  })
  return {
    query: `${isMutation ? 'mutation' : 'query'} Op${header} ${body}\n${fragments.join('\n')}`,
    variables: [given(), given(), given(), given()],
  }
}

function possible(schema: GraphQLSchema, type: GraphQLCompositeType): string[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name]
}
