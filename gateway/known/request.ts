import type { FastifyRequest } from 'fastify'
import type { Variables } from '../execution/run.ts'
import { nameOf } from '../persisted/manifest.ts'
import type { Operations } from '../persisted/operations.ts'

/** What a well-formed request asks for. */
export interface GraphQLRequest {
  /** Of the document. */
  readonly text: string
  readonly operationName: string | undefined
  readonly variables: Variables
}

type Fields = Readonly<Record<string, unknown>>

/** Reads the requests that clients usually send. Undefined is any other: Apollo Server knows what to say to it. */
export function readRequest(
  request: FastifyRequest,
  operations: Pick<Operations, 'find'>,
): GraphQLRequest | undefined {
  const fields =
    request.method === 'POST' ? bodyOf(request) : request.method === 'GET' ? searchOf(request) : undefined
  if (!fields) return undefined
  const { query, operationName, variables, extensions } = fields
  if (
    !isMissingOr('string', operationName) ||
    !isMissingOrRecord(variables) ||
    !isMissingOrRecord(extensions)
  )
    return undefined
  const text = extensions ? documentOf(query, extensions, operations) : query
  if (typeof text !== 'string' || text === '') return undefined
  return { text, operationName: operationName ?? undefined, variables: variables ?? {} }
}

/** The text, be it named by its hash or by name and version. */
function documentOf(
  query: unknown,
  { persistedQuery, persistedOperation }: Fields,
  operations: Pick<Operations, 'find'>,
): unknown {
  if (persistedQuery === undefined && persistedOperation === undefined) return query
  if (query !== undefined || (persistedQuery !== undefined && persistedOperation !== undefined))
    return undefined
  if (isRecord(persistedQuery)) {
    const { version, sha256Hash } = persistedQuery
    const found = version === 1 && typeof sha256Hash === 'string' ? operations.find(sha256Hash) : undefined
    return found?.id === sha256Hash ? found?.body : undefined
  }
  if (isRecord(persistedOperation)) {
    const { name, version } = persistedOperation
    if (typeof name === 'string' && typeof version === 'number')
      return operations.find(nameOf({ name, version }))?.body
  }
  return undefined
}

/** What was sent as JSON: a page of another origin can't without having asked. */
function bodyOf({ body, headers }: FastifyRequest): Fields | undefined {
  return isRecord(body) && headers['content-type']?.startsWith('application/json') ? body : undefined
}

const PARAMETERS = ['query', 'operationName', 'variables', 'extensions'] as const

/** What is in the address, where no browser sent it without having asked. */
function searchOf({ url, headers }: FastifyRequest): Fields | undefined {
  const { 'content-type': type, 'apollo-require-preflight': asked } = headers
  if (type === undefined ? typeof asked !== 'string' || asked === '' : type !== 'application/json')
    return undefined
  if (url.includes('#')) return undefined
  const search = new URLSearchParams(url.slice(url.indexOf('?') + 1))
  const fields: Record<string, unknown> = {}
  for (const name of PARAMETERS) {
    const [value, ...more] = search.getAll(name)
    if (more.length > 0) return undefined
    if (value !== undefined) fields[name] = value
  }
  try {
    for (const name of ['variables', 'extensions'])
      if (fields[name] !== undefined && !isRecord((fields[name] = JSON.parse(fields[name] as string))))
        return undefined
  } catch {
    return undefined
  }
  return fields
}

const isMissingOr = (type: 'string', value: unknown): value is string | null | undefined =>
  value === undefined || value === null || typeof value === type

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isMissingOrRecord = (value: unknown): value is Fields | null | undefined =>
  value === undefined || value === null || isRecord(value)
