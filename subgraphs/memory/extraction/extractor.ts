import type { Llm } from '../../kit/llm.ts'
import type { Fact, Statement } from './fact.ts'
import { factsByModel } from './model.ts'
import { factsByRules } from './rules.ts'

/** Draws facts from what a user said, in its order. Rejects with an LlmError where a model is asked and fails. */
export type Extractor = (statements: readonly Statement[]) => Promise<Fact[]>

/** By the model where there is one, else by rules. */
export const createExtractor = (llm: Llm | null): Extractor =>
  llm
    ? (statements) => factsByModel(llm, statements)
    : (statements) => Promise.resolve(factsByRules(statements))
