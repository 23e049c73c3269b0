/** The constants that are usual (Robertson & Zaragoza, 2009). */
const K1 = 1.2
const B = 0.75

const STOP_WORDS = new Set(
  (
    'a an the and or but if of in on at to for from with by about as is are was were be been being am do does did done ' +
    'have has had having i you he she it we they me him her us them my your his its our their this that these those ' +
    'what which who whom whose when where why how not no so than then there here will would can could should may might ' +
    'must just'
  ).split(' '),
)

/** Lower-cased words without stop words, each without an ending that leaves three letters. */
const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z0-9]+/g) ?? [])
    .filter((word) => !STOP_WORDS.has(word))
    .map((word) => word.replace(/(?<=...)(ing|ed|es|ly|s)$/, ''))

/** Plain BM25 over texts that don't know of each other. The search it returns gives indexes of texts, best first. */
export function createBm25(texts: readonly string[]): (query: string) => number[] {
  const documents = texts.map((text) => countEach(wordsOf(text)))
  const sizes = documents.map((counts) => sum(counts.values()))
  const averageSize = sum(sizes) / sizes.length
  const holders = countEach(documents.flatMap((counts) => [...counts.keys()]))

  const weigh = (word: string, index: number) => {
    const times = documents[index]?.get(word) ?? 0
    const held = holders.get(word) ?? 0
    const weight = Math.log(1 + (texts.length - held + 0.5) / (held + 0.5))
    return (weight * times * (K1 + 1)) / (times + K1 * (1 - B + (B * (sizes[index] ?? 0)) / averageSize))
  }
  return (query) => {
    const asked = [...new Set(wordsOf(query))]
    return texts
      .map((_, index) => ({ index, score: sum(asked.map((word) => weigh(word, index))) }))
      .filter(({ score }) => score > 0)
      .sort((one, other) => other.score - one.score || one.index - other.index)
      .map(({ index }) => index)
  }
}

function countEach(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)
