import type { GraphQLFormattedError } from 'graphql'

interface Details {
  readonly code: string
  readonly field?: string | undefined
  readonly errors?: readonly GraphQLFormattedError[]
  readonly status?: number
  readonly cause?: unknown
}

/** A request that has no data to give. */
export class GraphQLRequestError extends Error {
  override readonly name = 'GraphQLRequestError'
  /**
   * The first error's code, as the graph documents them: BAD_USER_INPUT, NOT_FOUND, RATE_LIMITED … Or, where there was no
   * answer of GraphQL's: NETWORK_ERROR, TIMEOUT, HTTP_ERROR.
   */
  readonly code: string
  /** The input field that the first error concerns, as `items.3.content`. */
  readonly field: string | null
  /** What the graph answered. Empty where it did not. */
  readonly errors: readonly GraphQLFormattedError[]
  /** Of HTTP. Null where no answer came. */
  readonly status: number | null

  constructor(message: string, { code, field, errors = [], status, cause }: Details) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.field = field ?? null
    this.errors = errors
    this.status = status ?? null
  }
}

/** The data of an answer. Throws GraphQLRequestError where it has errors, or is not an answer of GraphQL's. */
export function readAnswer(status: number, body: string): unknown {
  const { data, errors } = parse(body)
  const [first] = errors
  if (first) {
    const { code, field } = first.extensions ?? {}
    throw new GraphQLRequestError(first.message, {
      code: typeof code === 'string' ? code : 'UNKNOWN',
      field: typeof field === 'string' ? field : undefined,
      errors,
      status,
    })
  }
  if (status !== 200 || typeof data !== 'object' || data === null) {
    const message = `the server answered ${status}, and not as a graph does`
    throw new GraphQLRequestError(message, { code: 'HTTP_ERROR', status })
  }
  return data
}

interface Answer {
  readonly data?: unknown
  readonly errors: readonly GraphQLFormattedError[]
}

/** An answer without data or errors where the text is no answer of a graph's: a proxy's error page, say. */
function parse(body: string): Answer {
  try {
    const { data, errors } = JSON.parse(body) as { data?: unknown; errors?: unknown }
    return { data, errors: Array.isArray(errors) ? errors.filter(isError) : [] }
  } catch {
    return { errors: [] }
  }
}

const isError = (error: unknown): error is GraphQLFormattedError =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
