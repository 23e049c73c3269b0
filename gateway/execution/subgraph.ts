import type { GraphQLFormattedError } from 'graphql'

/** A request to a subgraph, ready to send. */
export interface Question {
  /** `{query, variables, operationName}` as JSON. */
  readonly body: string
  /** Safe to ask twice, and to answer others with who ask the same. */
  readonly isRead: boolean
  /** Asks for entities by their keys. */
  readonly ofEntities: boolean
}

export interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null
  readonly errors?: readonly SubgraphError[]
}

/** An error as a subgraph sends it: nothing of it is sure. */
export type SubgraphError = Partial<GraphQLFormattedError>

/** What the executor asks; `context` is the request's. Rejects where no answer came. */
export interface Subgraph<Context> {
  ask(question: Question, context: Context): Promise<SubgraphAnswer>
}
