import type { Said } from '../store/messages.ts'

/** The longest summary, and the longest sentence in it, in characters. */
const MAX_CHARACTERS = 1_200
const MAX_SENTENCE = 300
/** A shorter sentence ("Thanks a lot!") says nothing, unless there is no other. */
const MIN_WORDS = 4
/** How a sentence that is like the whole is weighed against being like what was taken already (MMR's λ). */
const RELEVANCE = 0.7
/** How conversations are told apart that begin with a question and end with its answer: their ends weigh up to this more. */
const END_BONUS = 0.5

interface Sentence {
  readonly message: number
  readonly role: Said['role']
  readonly text: string
  readonly words: readonly string[]
}

type Vector = ReadonlyMap<string, number>

/**
 * The sentences that say most of what was said, in the order in which they were: those nearest to the centroid of all
 * sentences by tf-idf (Radev et al., 2004, "Centroid-based summarization of multiple documents"), with the ends of the
 * conversation preferred, each taken by maximal marginal relevance (Carbonell & Goldstein, 1998), so that nothing is told
 * twice. The same conversation gives the same summary. Null where there are no words.
 */
export function extractSummary(said: readonly Said[]): string | null {
  const all = said.flatMap(sentencesOf)
  const full = all.filter(({ words }) => words.length >= MIN_WORDS)
  const sentences = full.length > 0 ? full : all
  if (sentences.length === 0) return null
  const taken = choose(sentences)
  return lines(sentences.filter((_, index) => taken.has(index)))
}

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' })
const WORDS = new Intl.Segmenter('en', { granularity: 'word' })

function sentencesOf({ role, content }: Said, message: number): Sentence[] {
  return Array.from(SENTENCES.segment(content), ({ segment }) => segment.replaceAll(/\s+/g, ' ').trim())
    .map((text) => ({ message, role, text: shortened(text), words: wordsOf(text) }))
    .filter(({ words }) => words.length > 0)
}

function shortened(text: string): string {
  if (text.length <= MAX_SENTENCE) return text
  const cut = text.slice(0, MAX_SENTENCE - 1)
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), MAX_SENTENCE / 2)).toWellFormed()}…`
}

const wordsOf = (text: string): string[] =>
  Array.from(WORDS.segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment.toLowerCase())

/** The indexes of the sentences of the summary. */
function choose(sentences: readonly Sentence[]): Set<number> {
  const vectors = vectorsOf(sentences)
  const centroid = unit(sumOf(vectors))
  const last = Math.max(1, sentences.length - 1)
  const relevance = vectors.map(
    (vector, index) => dot(vector, centroid) * (1 + END_BONUS * Math.abs((2 * index) / last - 1)),
  )
  const best = relevance.reduce((high, value) => Math.max(high, value), Number.MIN_VALUE)

  const taken = new Set<number>()
  const likeness = sentences.map(() => 0)
  let left = MAX_CHARACTERS
  for (;;) {
    let next: number | undefined
    let high = -Infinity
    for (const [index, sentence] of sentences.entries()) {
      if (taken.has(index) || costOf(sentence) > left) continue
      const score = (RELEVANCE * at(relevance, index)) / best - (1 - RELEVANCE) * at(likeness, index)
      if (score > high) [next, high] = [index, score]
    }
    // Below zero a sentence repeats more than it adds.
    const chosen = next === undefined || high <= 0 ? undefined : sentences[next]
    const vector = next === undefined ? undefined : vectors[next]
    if (!chosen || !vector || next === undefined) return taken
    taken.add(next)
    left -= costOf(chosen)
    for (const [index, other] of vectors.entries())
      likeness[index] = Math.max(at(likeness, index), dot(vector, other))
  }
}

const at = (values: readonly number[], index: number) => values[index] ?? 0

/** Each sentence as a vector of length 1: (1 + ln tf) of a word in it, times its idf among sentences. */
function vectorsOf(sentences: readonly Sentence[]): Vector[] {
  const counts = sentences.map(({ words }) => countsOf(words))
  const holders = countsOf(counts.flatMap((count) => [...count.keys()]))
  return counts.map((count) =>
    unit(
      new Map(
        Array.from(count, ([word, times]) => [
          word,
          (1 + Math.log(times)) * Math.log(1 + sentences.length / (holders.get(word) ?? 1)),
        ]),
      ),
    ),
  )
}

function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

function sumOf(vectors: readonly Vector[]): Vector {
  const sum = new Map<string, number>()
  for (const vector of vectors)
    for (const [word, weight] of vector) sum.set(word, (sum.get(word) ?? 0) + weight)
  return sum
}

function unit(vector: Vector): Vector {
  const length = Math.sqrt(dot(vector, vector))
  return new Map(Array.from(vector, ([word, weight]) => [word, weight / length]))
}

function dot(one: Vector, other: Vector): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one]
  let sum = 0
  for (const [word, weight] of small) sum += weight * (large.get(word) ?? 0)
  return sum
}

const NAMES = { USER: 'User', ASSISTANT: 'Assistant' } as const

const startOf = ({ role }: Sentence) => `${NAMES[role]}: `

/** As if each began a line; those that follow one another in a message share it and cost less. */
const costOf = (sentence: Sentence) => startOf(sentence).length + sentence.text.length + 1

/** A line for each message that something was taken from. */
function lines(sentences: readonly Sentence[]): string {
  let text = ''
  for (const [index, sentence] of sentences.entries()) {
    const goesOn = sentences[index - 1]?.message === sentence.message
    text += goesOn ? ` ${sentence.text}` : `${text && '\n'}${startOf(sentence)}${sentence.text}`
  }
  return text
}
