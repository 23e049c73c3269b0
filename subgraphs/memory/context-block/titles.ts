/** What the sections of a context are called in its text. */
export const TITLES = {
  preferences: 'Standing preferences:',
  memories: 'What is remembered:',
  messages: 'The conversation so far:',
} as const

const isTitle = (line: string) => Object.values<string>(TITLES).includes(line)
/** A heading, a line of a section, or the next line of a content. */
const WITHIN = /^(?:\d{4}-\d{2}-\d{2}\b.*:|- .*|  .*)$/

/** A text without the contexts that were put into it: what was recalled is not said anew. */
export function withoutContexts(text: string): string {
  let within = false
  return text
    .split('\n')
    .filter((line) => {
      within = isTitle(line.trim()) || (within && WITHIN.test(line))
      return !within
    })
    .join('\n')
}
