import { Kind, OperationTypeNode, parse, print } from 'graphql'
import type { DocumentNode } from 'graphql'

export interface PersistedFetchOptions {
  /** By default the platform's own. */
  readonly fetch?: typeof globalThis.fetch
  /**
   * Whether an operation whose hash the graph doesn't know is sent again with its text. Default true; a graph that runs the
   * operations of its manifest only refuses it with OPERATION_NOT_PERSISTED.
   */
  readonly fallback?: boolean
  /** Whether hashes of queries are sent with GET, so that answers can be cached on the way. Default false. */
  readonly get?: boolean
}

interface Body {
  readonly query?: unknown
  readonly operationName?: string
  readonly variables?: unknown
  readonly extensions?: Readonly<Record<string, unknown>>
}

const MAX_KNOWN = 1_000
/** A longer URL is refused by some servers and proxies: such a query is sent with POST. */
const MAX_URL = 4_096

/**
 * A `fetch` that sends the hash of an operation in place of its text: give it to Apollo Client's HttpLink, urql,
 * graphql-request, or use it as it is. What is no operation with a text passes unchanged.
 */
export function persistedFetch({
  fetch = globalThis.fetch,
  fallback = true,
  get = false,
}: PersistedFetchOptions = {}): typeof globalThis.fetch {
  const known = new Map<string, Promise<Persisted | null>>()

  function persist(text: string): Promise<Persisted | null> {
    const persisted = known.get(text) ?? readText(text)
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(text, persisted)
    return persisted
  }

  return async (input, init) => {
    const body = typeof init?.body === 'string' ? readBody(init.body) : null
    const persisted = body && (await persist(body.query))
    if (!persisted) return fetch(input, init)
    const { text, sha256Hash, isQuery } = persisted
    const hashed = {
      ...body,
      query: undefined,
      extensions: { ...body.extensions, persistedQuery: { version: 1, sha256Hash } },
    }
    const url = get && isQuery ? urlOf(input, hashed) : null
    const answer = url
      ? await fetch(url, getOf(init))
      : await fetch(input, { ...init, body: JSON.stringify(hashed) })
    if (!fallback || !(await isUnknown(answer))) return answer
    return fetch(input, { ...init, body: JSON.stringify({ ...hashed, query: text }) })
  }
}

interface Persisted {
  readonly text: string
  readonly sha256Hash: string
  readonly isQuery: boolean
}

/**
 * Clients print the same operation differently: the manifest has the hash of what graphql-js prints. Null where the text is
 * no operation: the graph says what is wrong with it.
 */
async function readText(given: string): Promise<Persisted | null> {
  const document = parsed(given)
  if (!document) return null
  const text = print(document)
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const sha256Hash = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  const isQuery = document.definitions.every(
    (definition) =>
      definition.kind !== Kind.OPERATION_DEFINITION || definition.operation === OperationTypeNode.QUERY,
  )
  return { text, sha256Hash, isQuery }
}

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text, { noLocation: true })
  } catch {
    return null
  }
}

function readBody(json: string): (Body & { query: string }) | null {
  try {
    const body = JSON.parse(json) as Body
    return typeof body.query === 'string' ? { ...body, query: body.query } : null
  } catch {
    return null
  }
}

function urlOf(input: Parameters<typeof fetch>[0], { operationName, variables, extensions }: Body) {
  const url = new URL(input instanceof Request ? input.url : input)
  if (operationName) url.searchParams.set('operationName', operationName)
  if (variables) url.searchParams.set('variables', JSON.stringify(variables))
  url.searchParams.set('extensions', JSON.stringify(extensions))
  return url.href.length > MAX_URL ? null : url.href
}

/** By a content type that no form has, the graph knows that no other site's page sent it. */
function getOf(init: RequestInit = {}): RequestInit {
  const headers = new Headers(init.headers)
  headers.set('content-type', 'application/json')
  return { ...init, body: null, method: 'GET', headers }
}

const UNKNOWN = /"code":"PERSISTED_QUERY_NOT_(FOUND|SUPPORTED)"/

/** Such an answer is short: longer ones are not read. */
async function isUnknown(answer: Response): Promise<boolean> {
  const length = Number(answer.headers.get('content-length') ?? 0)
  return length < 1_000 && UNKNOWN.test(await answer.clone().text())
}
