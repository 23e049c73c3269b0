const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/** Code and lines quoted from elsewhere are not the user's own words. */
const FOREIGN = /```[\s\S]*?(?:```|(?![\s\S]))|`[^`\n]*`|^\s*>.*$/gm
/** So are words in quotation marks. */
const QUOTED = /"[^"\n]*"|“[^”\n]*”/g
/** Wishes, conditions, guesses, the past, jokes and the words of others: what follows may not be so. */
const UNSURE =
  /\b(if|unless|would|could|might|maybe|perhaps|probably|wish|hope|imagine|pretend|suppose|supposedly|guess|dream(?:t|ed|ing)?|kidding|joking|used to|said|says|say|told|asked|wrote|thinks?|thought)\b|\b\w+['’]d\b/i

/** The sentences of a message that say something in its user's own voice, with straight apostrophes and single spaces. */
export function sentencesOf(content: string): string[] {
  const own = content.replace(FOREIGN, '\n').replace(QUOTED, '…').replaceAll('’', "'")
  return own
    .split(/\n+/)
    .flatMap((line) =>
      Array.from(segmenter.segment(line), ({ segment }) => segment.replace(/\s+/g, ' ').trim()),
    )
    .filter((sentence) => sentence !== '' && !sentence.endsWith('?') && !UNSURE.test(sentence))
}
