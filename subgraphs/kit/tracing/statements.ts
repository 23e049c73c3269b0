import type { StatementTracer } from '../../../prisma/pool.ts'
import { currentSpan } from './tracing.ts'
import type { Tracing } from './tracing.ts'

const MAX_TEXT = 2_000

/** A span for each statement of what is under way: its text, which has parameters in the place of values. */
export const statementTracer =
  (tracing: Tracing): StatementTracer =>
  (text) => {
    if (!currentSpan()?.recorded) return undefined
    const [verb = 'SQL'] = /\w+/.exec(text) ?? []
    const span = tracing.start(verb.toUpperCase(), {
      kind: 'client',
      attributes: { 'db.system.name': 'postgresql', 'db.query.text': text.slice(0, MAX_TEXT) },
    })
    return (error) => span.end(error)
  }
