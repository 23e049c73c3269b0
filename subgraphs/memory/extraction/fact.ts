import type { MemoryCategory } from '../../../prisma/client/enums.ts'

/** Something that a message says of its user, in a form in which it can be compared with what is known. */
export interface Fact {
  /** Short and in the third person, as "Lives in Berlin". */
  readonly content: string
  readonly category: MemoryCategory
  /**
   * Whom and what of them it tells, as "user/home" or "user/likes tea": of one key there is one fact at a time, and facts of
   * different keys never touch each other.
   */
  readonly key: string
  readonly messageId: string
}

/** What facts are drawn from: something that the user said. */
export interface Statement {
  readonly id: string
  readonly content: string
}
