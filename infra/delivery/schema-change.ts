import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  parse,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { GraphQLInputType, GraphQLOutputType, GraphQLSchema, GraphQLType } from 'graphql'

/** An operation that clients send, whose answer must stay. */
export interface Published {
  readonly name: string
  readonly body: string
}

/**
 * What a client that sends a published operation would notice of a change of schema, besides that it is not answered at all:
 * answers of another type, or null where there was none, and variables that are refused where they were taken.
 */
export function noticedChanges(was: GraphQLSchema, is: GraphQLSchema, { body }: Published): string[] {
  const before = typesIn(was, body)
  const now = typesIn(is, body)
  const answers = [...before.answers].flatMap(([path, type]) => {
    const other = now.answers.get(path)
    return other && !answersAs(other, type) ? [`${path} was ${String(type)} and is ${String(other)}`] : []
  })
  const variables = [...before.variables].flatMap(([name, type]) => {
    const other = now.variables.get(name)
    return other ? refusals(`$${name}`, type, other, new Set()) : []
  })
  return [...answers, ...variables]
}

interface Types {
  readonly answers: ReadonlyMap<string, GraphQLOutputType>
  readonly variables: ReadonlyMap<string, GraphQLInputType>
}

function typesIn(schema: GraphQLSchema, body: string): Types {
  const answers = new Map<string, GraphQLOutputType>()
  const variables = new Map<string, GraphQLInputType>()
  const info = new TypeInfo(schema)
  visit(
    parse(body),
    visitWithTypeInfo(info, {
      Field() {
        const type = info.getType()
        const field = info.getFieldDef()
        const parent = info.getParentType()
        if (type && field && parent) answers.set(`${parent.name}.${field.name}`, type)
      },
      VariableDefinition({ variable, type }) {
        const known = typeFromAST(schema, type)
        if (known) variables.set(variable.name.value, known as GraphQLInputType)
      },
    }),
  )
  return { answers, variables }
}

/** Whether whoever expects `expected` can read `given`. */
function answersAs(given: GraphQLType, expected: GraphQLType): boolean {
  if (isNonNullType(expected)) return isNonNullType(given) && answersAs(given.ofType, expected.ofType)
  if (isNonNullType(given)) return answersAs(given.ofType, expected)
  if (isListType(expected)) return isListType(given) && answersAs(given.ofType, expected.ofType)
  return !isListType(given) && getNamedType(given).name === getNamedType(expected).name
}

/** Values of `was` that `is` does not take, each by where it is. */
function refusals(path: string, was: GraphQLInputType, is: GraphQLInputType, seen: Set<string>): string[] {
  if (!takes(is, was)) return [`${path} was ${String(was)} and is ${String(is)}`]
  const [before, now] = [getNamedType(was), getNamedType(is)]
  if (seen.has(before.name)) return []
  seen.add(before.name)
  if (isEnumType(before) && isEnumType(now)) {
    const values = now.getValues().map(({ name }) => name)
    return before
      .getValues()
      .flatMap(({ name }) => (values.includes(name) ? [] : [`${path}: ${name} is gone`]))
  }
  if (!isInputObjectType(before) || !isInputObjectType(now)) return []
  const [old, fields] = [before.getFields(), now.getFields()]
  const required = Object.values(fields).filter(
    (field) => !(field.name in old) && isRequiredInputField(field),
  )
  return [
    ...required.map(({ name }) => `${path}.${name} is required now`),
    ...Object.values(old).flatMap(({ name, type }) => {
      const field = fields[name]
      return field ? refusals(`${path}.${name}`, type, field.type, seen) : [`${path}.${name} is gone`]
    }),
  ]
}

/** Whether every value of `given` is one of `wanted`, of types by the same name. */
function takes(wanted: GraphQLType, given: GraphQLType): boolean {
  if (isNonNullType(wanted)) return isNonNullType(given) && takes(wanted.ofType, given.ofType)
  if (isNonNullType(given)) return takes(wanted, given.ofType)
  if (isListType(wanted)) return isListType(given) && takes(wanted.ofType, given.ofType)
  return !isListType(given) && getNamedType(wanted).name === getNamedType(given).name
}
