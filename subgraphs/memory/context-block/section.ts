import type { Tokenizer } from '../../kit/tokens.ts'
import { cut } from './cut.ts'
import type { Line } from './lines.ts'

/** Of what does not fit, so many are looked at for a shorter one, and told of. */
export const NEAR_MISSES = 20

export interface Miss<T> {
  readonly item: T
  /** What it would have cost, with the heading that it would have needed. */
  readonly tokens: number
}

/** The lines of one kind that are in a context, in the order in which they were offered. */
export interface Section<T> {
  readonly lines: readonly Line<T>[]
  readonly tokens: number
  readonly missed: readonly Miss<T>[]
  /** The first line, where only its beginning is in. */
  readonly cut: Miss<T> | null
}

export const itemsOf = <T>({ lines }: Section<T>): T[] => lines.map(({ item }) => item)

/** Without the one that was cut. */
export const wholeItemsOf = <T>(section: Section<T>): T[] =>
  itemsOf(section).filter((item) => item !== section.cut?.item)

export interface Offer<T> {
  readonly title: string
  readonly lines: readonly Line<T>[]
  /** Whether lines may be left out between others. */
  readonly holes: boolean
}

/**
 * Counts and fits lines, each counted once however often it is offered. Lines are counted with their line break and add up,
 * as no token of these encodings reaches beyond a line break into what a line of ours begins with.
 */
export function createFitter(tokenizer: Tokenizer) {
  const counts = new Map<string, number>()
  function count(text: string): number {
    const known = counts.get(text)
    if (known !== undefined) return known
    const counted = tokenizer.count(text)
    counts.set(text, counted)
    return counted
  }
  const costOf = ({ text }: Line<unknown>) => count(bullet(text))

  /** What an offer costs in whole; of one that costs more than `most`, some number above it. */
  function need({ title, lines }: Offer<unknown>, most: number): number {
    const headed = new Set<string>()
    let tokens = lines.length > 0 ? count(`${title}\n`) : 0
    for (const line of lines) {
      if (tokens > most) break
      tokens += costOf(line) + (headed.has(line.group) ? 0 : count(`${line.heading}\n`))
      headed.add(line.group)
    }
    return tokens
  }

  /** Takes lines while they fit into a budget. The first is never left out for its length: it is cut. */
  function fit<T>({ title, lines, holes }: Offer<T>, budget: number): Section<T> {
    const taken: Line<T>[] = []
    const missed: Miss<T>[] = []
    const headed = new Set<string>()
    let tokens = 0
    let first: Miss<T> | null = null
    for (const line of lines) {
      const around =
        (taken.length === 0 ? count(`${title}\n`) : 0) +
        (headed.has(line.group) ? 0 : count(`${line.heading}\n`))
      const cost = around + costOf(line)
      const left = budget - tokens
      const fits = cost <= left && (holes || missed.length === 0)
      const shorter =
        !fits && line === lines[0] ? cut(tokenizer, line.text, left - around - count(bullet(''))) : null
      if (fits || shorter !== null) {
        taken.push(shorter === null ? line : { ...line, text: shorter })
        headed.add(line.group)
        tokens += shorter === null ? cost : around + count(bullet(shorter))
        if (shorter !== null) first = { item: line.item, tokens: cost }
      } else if (missed.push({ item: line.item, tokens: cost }) === NEAR_MISSES) break
    }
    return { lines: taken, tokens, missed, cut: first }
  }

  return { need, fit, costOf }
}

export type Fitter = ReturnType<typeof createFitter>

const bullet = (text: string) => `- ${text}\n`

/** A section as text: its title, and its lines below their headings. */
export function write(title: string, lines: readonly Line<unknown>[]): string {
  const written = lines.map(({ group, heading, text }, index) =>
    group === lines[index - 1]?.group ? bullet(text) : `${heading}\n${bullet(text)}`,
  )
  return lines.length > 0 ? `${title}\n${written.join('')}` : ''
}
