import { createHash } from 'node:crypto'
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { getOperationAST, OperationTypeNode, print } from 'graphql'
import type { DocumentNode } from 'graphql'
import { Pool } from 'undici'
import { GraphQLRequestError, readAnswer } from './answer.ts'
import { withRetries } from './retry.ts'

const DEFAULT_TIMEOUT_MS = 30_000
/** Shorter than the gateway keeps an idle connection, so that none is closed under a request. */
const KEEP_ALIVE_MS = 30_000

export interface ClientOptions {
  /** The graph's URL, as http://127.0.0.1:4000/graphql. */
  readonly url: string
  readonly apiKey: string
  /** How long one request may take, repetitions included. Default 30,000. */
  readonly timeoutMs?: number
}

export interface RequestOptions {
  /**
   * Whether doing the mutation twice is the same as doing it once, because everything in it has a clientId or an
   * idempotencyKey: then a failure that may pass is tried again, as it is for every query.
   */
  readonly idempotent?: boolean
}

export interface Client {
  /**
   * Sends one operation, by its hash where the graph knows that, and resolves with its data. Throws GraphQLRequestError where the answer has errors, is none of
   * GraphQL's, or does not come.
   */
  request<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): Promise<Result>
  /** Lets requests in flight finish, then closes the connections. */
  close(): Promise<void>
}

/** A client of the graph over kept-alive connections. */
export function createClient({ url, apiKey, timeoutMs = DEFAULT_TIMEOUT_MS }: ClientOptions): Client {
  const { origin, pathname, search } = new URL(url)
  // The deadline of a request is its signal's; undici's own would cut a longer one short.
  const pool = new Pool(origin, { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: 0, bodyTimeout: 0 })
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json',
    authorization: `Bearer ${apiKey}`,
  }
  const operations = new WeakMap<DocumentNode, Operation>()

  function operationOf(document: DocumentNode): Operation {
    const known = operations.get(document)
    if (known) return known
    const operation = readOperation(document)
    operations.set(document, operation)
    return operation
  }

  async function send(content: object, signal: AbortSignal): Promise<unknown> {
    const body = JSON.stringify(content)
    try {
      const answer = await pool.request({ method: 'POST', path: pathname + search, headers, body, signal })
      return readAnswer(answer.statusCode, await answer.body.text())
    } catch (error) {
      if (error instanceof GraphQLRequestError) throw error
      throw signal.aborted
        ? new GraphQLRequestError(`no answer from ${url} within ${timeoutMs} ms`, { code: 'TIMEOUT' })
        : new GraphQLRequestError(`no answer from ${url}: ${reasonOf(error)}`, {
            code: 'NETWORK_ERROR',
            cause: error,
          })
    }
  }

  async function request<Result, Variables>(
    document: TypedDocumentNode<Result, Variables>,
    variables: Variables,
    { idempotent = false }: RequestOptions = {},
  ): Promise<Result> {
    const { name, query, extensions, isQuery } = operationOf(document)
    const hashed = { operationName: name, variables, extensions }
    const signal = AbortSignal.timeout(timeoutMs)
    const attempt = () =>
      send(hashed, signal).catch((error: unknown) => {
        if (!isUnknown(error)) throw error
        return send({ ...hashed, query }, signal)
      })
    const data = await (isQuery || idempotent ? withRetries(attempt, signal) : attempt())
    // The graph answers what the document asks for, and the document's type was made from its schema.
    return data as Result
  }

  return { request, close: () => pool.close() }
}

interface Operation {
  readonly name: string | undefined
  readonly query: string
  /** Its hash, as Apollo's protocol of automatic persisted queries has it. */
  readonly extensions: object
  readonly isQuery: boolean
}

function readOperation(document: DocumentNode): Operation {
  const operation = getOperationAST(document)
  if (!operation) throw new TypeError('a document must have exactly one operation')
  const query = print(document)
  const sha256Hash = createHash('sha256').update(query).digest('hex')
  return {
    name: operation.name?.value,
    query,
    extensions: { persistedQuery: { version: 1, sha256Hash } },
    isQuery: operation.operation === OperationTypeNode.QUERY,
  }
}

const isUnknown = (error: unknown) =>
  error instanceof GraphQLRequestError && /^PERSISTED_QUERY_NOT_(FOUND|SUPPORTED)$/.test(error.code)

/** Node wraps what happened to each of several addresses into an error that says nothing itself. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
