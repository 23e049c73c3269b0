import type { Fact, Statement } from './fact.ts'
import { RULES } from './rule-list.ts'
import { sentencesOf } from './sentences.ts'

/**
 * The extractor that needs no model: what users say of themselves in plain words, in English. It is modest on purpose. It
 * looks at statements in the first person, leaves out questions, wishes, conditions and what somebody else said, and keeps a
 * fact only where a rule knows its subject and its attribute. The sample in the tests says how often it is right.
 */
export function factsByRules(statements: readonly Statement[]): Fact[] {
  return statements.flatMap(({ id, content }) => {
    const facts = sentencesOf(content).flatMap((sentence) => RULES.flatMap((rule) => rule(sentence)))
    const byContent = new Map(facts.map((fact) => [fact.content, { ...fact, messageId: id }]))
    return [...byContent.values()]
  })
}
