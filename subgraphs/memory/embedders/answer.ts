import { z } from 'zod'
import { EmbedderError } from './errors.ts'

const answerSchema = z.object({
  data: z.array(z.object({ index: z.int(), embedding: z.array(z.number()).min(1) })),
})

/**
 * The vectors in an answer of `POST /v1/embeddings`, in the order of the `count` texts: an answer may be in any. Throws
 * MALFORMED unless there is exactly one vector a text, of finite numbers.
 */
export function parseAnswer(body: string, count: number): number[][] {
  const answer = answerSchema.safeParse(parseJson(body))
  if (!answer.success) throw malformed('an answer that is no list of embeddings')
  const vectors: number[][] = []
  for (const { index, embedding } of answer.data.data) vectors[index] = embedding
  const complete = Array.from({ length: count }, (_, index) => index in vectors).every(Boolean)
  if (!complete || answer.data.data.length !== count)
    throw malformed(`${answer.data.data.length} embeddings of ${count} texts, or of others`)
  return vectors
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw malformed('what is not JSON')
  }
}

const malformed = (what: string) => new EmbedderError('MALFORMED', `the embeddings server answered ${what}`)
