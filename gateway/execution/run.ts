import type { GraphQLError } from 'graphql'
import type { PlanPath } from './paths.ts'

export type Variables = Readonly<Record<string, unknown>>

/** One execution of a plan. */
export interface Run<Context> {
  readonly context: Context
  /** As the caller gave them. */
  readonly variables: Variables
  /** What was fetched so far, from the root. */
  readonly data: Record<string, unknown>
  readonly errors: GraphQLError[]
}

/** Where in the data a step is. */
export interface Cursor {
  readonly path: PlanPath
  readonly objects: readonly Record<string, unknown>[]
}

export type Step<Context> = (run: Run<Context>, cursor: Cursor) => Promise<void>
