import { getVariableValues, isScalarType, Kind, typeFromAST } from 'graphql'
import type { GraphQLError, GraphQLSchema, TypeNode, VariableDefinitionNode } from 'graphql'
import type { Variables } from './run.ts'

/** What is wrong with the variables of an operation, in graphql-js' words; undefined where nothing is. */
export type CheckVariables = (variables: Variables) => readonly GraphQLError[] | undefined

/** Compiles graphql-js' check: it is only asked about what is not plainly right. */
export function compileVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): CheckVariables {
  const checks = definitions.map(({ variable, type }) => {
    const isPlain = plainly(schema, type)
    return (variables: Variables) => isPlain(variables[variable.name.value])
  })
  return (variables) =>
    checks.every((isPlain) => isPlain(variables))
      ? undefined
      : getVariableValues(schema, definitions, variables).errors
}

/** Whether a value is beyond doubt of a type: false says nothing. */
function plainly(schema: GraphQLSchema, node: TypeNode): (value: unknown) => boolean {
  const isNullable = node.kind !== Kind.NON_NULL_TYPE
  const named = node.kind === Kind.NON_NULL_TYPE ? node.type : node
  const type = named.kind === Kind.NAMED_TYPE ? typeFromAST(schema, named) : undefined
  const isOfType = (isScalarType(type) && PLAIN[type.name]) || (() => false)
  return (value) => (value === undefined || value === null ? isNullable : isOfType(value))
}

const MAX_INT = 2 ** 31

const PLAIN: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => Number.isInteger(value) && Math.abs(value as number) < MAX_INT,
  Float: (value) => Number.isFinite(value),
}
