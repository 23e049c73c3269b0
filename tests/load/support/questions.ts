import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { parseConversations } from '../../../operations/import/file.ts'
import type { Conversations } from '../../../operations/import/file.ts'

/** As the LoCoMo benchmark numbers them (Maharana et al., ACL 2024). */
export const CATEGORIES = ['multi-hop', 'temporal', 'open-domain', 'single-hop', 'adversarial']

const questionsFile = z.array(
  z.object({
    questions: z.array(
      z.object({
        question: z.string(),
        category: z.number().int().min(1).max(CATEGORIES.length),
        evidence: z.array(z.string()).min(1),
      }),
    ),
  }),
)

export interface Asked {
  readonly user: string
  readonly question: string
  readonly category: string
  /** The turns that answer it. */
  readonly evidence: readonly string[]
}

/** Conversations of a file, and what is asked about each. */
export async function readQuestions(
  file: string,
): Promise<{ users: readonly Conversations[]; asked: readonly Asked[] }> {
  const text = await readFile(file, 'utf8')
  const users = parseConversations(file, text)
  const asked = questionsFile.parse(JSON.parse(text)).flatMap(({ questions }, index) =>
    questions.map(({ category, ...rest }) => ({
      ...rest,
      user: users[index]?.id ?? '',
      category: CATEGORIES[category - 1] ?? '',
    })),
  )
  return { users, asked }
}
