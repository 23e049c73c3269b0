import type { Tokenizer } from '../../../subgraphs/kit/tokens.ts'

/** The texts that fit into a budget, the first first; one that is too long is left out for shorter ones. */
export function fillBudget(tokenizer: Tokenizer, texts: readonly string[], tokenBudget: number): string {
  let left = tokenBudget
  const taken = texts.filter((text) => {
    const tokens = tokenizer.count(`${text}\n`)
    if (tokens > left) return false
    left -= tokens
    return true
  })
  return taken.join('\n')
}

/** What part of the evidence a context holds word for word, 0–1; line breaks and indents don't matter. */
export function evidenceIn(context: string, evidence: readonly string[]): number {
  const there = flat(context)
  return evidence.filter((text) => there.includes(flat(text))).length / evidence.length
}

const flat = (text: string) => text.replaceAll(/\s+/g, ' ')

export interface Evidence {
  readonly ranking: string
  readonly questionsOf: string
  readonly questions: number
  /** The share of questions with all of their evidence in the context, 0–1, at each budget. */
  readonly answerable: readonly number[]
  /** The mean share of a question's evidence, 0–1, at each budget. */
  readonly recall: readonly number[]
}

/** `found` has, for each question, the part of its evidence that a context of each budget holds. */
export function summariseEvidence(
  ranking: string,
  questionsOf: string,
  found: readonly (readonly number[])[],
): Evidence {
  const mean = (value: (part: number) => number) =>
    (found[0] ?? []).map(
      (_, budget) => found.reduce((sum, parts) => sum + value(parts[budget] ?? 0), 0) / found.length,
    )
  return {
    ranking,
    questionsOf,
    questions: found.length,
    answerable: mean((part) => (part === 1 ? 1 : 0)),
    recall: mean((part) => part),
  }
}
