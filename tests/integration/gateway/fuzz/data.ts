import { buildSubgraphSchema } from '@apollo/subgraph'
import {
  execute,
  GraphQLError,
  isAbstractType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  visit,
} from 'graphql'
import type { DocumentNode, GraphQLFieldResolver, GraphQLOutputType, GraphQLSchema } from 'graphql'

/** How often a field is null or an error, in percent, and whether the subgraph then owns up to it. */
export interface Mood {
  readonly nulls: number
  readonly errors: number
  /** Answers null where its schema says that it never does, and says nothing of it. */
  readonly lies: boolean
  /** Of all requests, in percent, the ones that get no answer. */
  readonly outages: number
}

export interface Source {
  readonly id: string
  readonly __typename: string
}

/** A subgraph in process, whose every answer follows from what is asked: the same field of the same object is the same. */
export function createSource(typeDefs: DocumentNode) {
  const honest = withResolvers(buildSubgraphSchema([{ typeDefs }]))
  const lying = withResolvers(buildSubgraphSchema([{ typeDefs: withoutNonNull(typeDefs) }]))
  const parsed = new Map<string, DocumentNode>()
  return async ({ query, variables }: { query: string; variables: Record<string, unknown> }, mood: Mood) => {
    if (hash(query) % 100 < mood.outages)
      throw new GraphQLError('it is away', { extensions: { code: 'UNAVAILABLE' } })
    const document = parsed.get(query) ?? parse(query)
    parsed.set(query, document)
    const schema = mood.lies ? lying : honest
    const result = await execute({ schema, document, variableValues: variables, contextValue: mood })
    // As over HTTP.
    return JSON.parse(JSON.stringify(result)) as {
      data?: Record<string, unknown> | null
      errors?: GraphQLError[]
    }
  }
}

/** FNV-1a. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return (value ^ (value >>> 15)) >>> 0
}

function withResolvers(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = (value) => (value as Source).__typename
    if (isObjectType(type) || isInterfaceType(type))
      Object.assign(type, { resolveReference: (reference: object) => entity(type.name, reference) })
    if (!isObjectType(type) || type.name.startsWith('_')) continue
    for (const field of Object.values(type.getFields()))
      if (!field.name.startsWith('_')) field.resolve = resolveField
  }
  return schema
}

/** An entity by any of its keys; what a representation tells besides is part of it. */
function entity(typename: string, reference: object): Source | null {
  const told = reference as Record<string, unknown>
  const key = told['id'] ?? told['sku'] ?? told['email']
  if (typeof key !== 'string') return null
  const [type = '', number = ''] = key.split(/[:-]/)
  const id = told['id'] === undefined ? `${typename}:${number}` : key
  return { ...told, id, __typename: typename === 'Media' ? type : typename }
}

const resolveField: GraphQLFieldResolver<(Partial<Source> & Record<string, unknown>) | undefined, Mood> = (
  source,
  args,
  { nulls, errors },
  { fieldName, parentType, returnType, schema },
) => {
  const owner = source?.id ?? parentType.name
  const [, number] = owner.split(':')
  if (fieldName === 'id') return owner
  if (fieldName === 'email' || fieldName === 'sku') return `${fieldName}-${number ?? '0'}`
  if (fieldName === 'code') return `code-${number ?? '0'}`
  // What a field requires is in what it answers.
  const told = [source?.['weight'], source?.['size']].map((value) => JSON.stringify(value)).join()
  const seed = hash(
    `${owner}.${fieldName}(${JSON.stringify(args)})${/^postage|^crate/.test(fieldName) ? told : ''}`,
  )
  if (parentType.name !== 'Query' || seed % 7 === 0) {
    if (seed % 100 < errors)
      throw new GraphQLError(`${fieldName} of ${owner} is broken`, {
        extensions: { code: seed % 2 ? 'GONE' : 'INTERNAL_SERVER_ERROR' },
      })
    if ((seed >>> 8) % 100 < nulls) return null
  }
  return valueOf(
    returnType,
    `${owner}.${fieldName}`,
    seed,
    args as { first?: number; id?: string },
    nulls,
    schema,
  )
}

function valueOf(
  type: GraphQLOutputType,
  at: string,
  seed: number,
  args: { first?: number; id?: string },
  nulls: number,
  schema: GraphQLSchema,
): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, at, seed, args, nulls, schema)
  if (isListType(type))
    return Array.from({ length: Math.min(args.first ?? 3, (seed >>> 4) % 4) }, (_, index) => {
      const own = hash(`${at}[${index}]${seed}`)
      return own % 200 < nulls ? null : valueOf(type.ofType, `${at}[${index}]`, own, args, nulls, schema)
    })
  if (isAbstractType(type)) {
    const types = schema.getPossibleTypes(type)
    const picked = types[seed % types.length]
    return { __typename: picked?.name, id: `${picked?.name ?? ''}:${(seed >>> 3) % 6}` }
  }
  if (isObjectType(type)) {
    const number = (seed >>> 3) % 6
    // An interface object is of one of its types; what has no id of its own is a part of what it belongs to.
    const kind = type.name === 'Media' ? (seed % 2 ? 'Film' : 'Song') : type.name
    const owned = !type.getFields()['id'] && !type.getFields()['email']
    return { __typename: type.name, id: owned ? `${at}:${number}` : `${kind}:${number}` }
  }
  switch (type.name) {
    case 'Int':
      return seed % 1000
    case 'Float':
      return (seed % 1000) / 4
    case 'Boolean':
      return seed % 2 === 0
    case 'State':
      return ['NEW', 'USED', 'NEW', 'USED', 'HIDDEN'][seed % 5]
    case 'JSON':
      return seed % 2 === 0 ? { a: [seed % 10, null], constructor: 'b' } : seed % 3
    default:
      return `text ${seed % 1000}`
  }
}

const withoutNonNull = (typeDefs: DocumentNode): DocumentNode =>
  visit(typeDefs, {
    FieldDefinition: (field) => ({
      ...field,
      type: visit(field.type, { NonNullType: { leave: ({ type }) => type } }),
    }),
  })
