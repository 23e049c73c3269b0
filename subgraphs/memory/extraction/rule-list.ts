import type { Fact } from './fact.ts'
import { OCCUPATIONS, RELATIVES } from './words.ts'

type Found = Omit<Fact, 'messageId'>
export type Rule = (sentence: string) => Found[]

/** Where a clause about the speaker can begin: at the start, after a comma or a word that joins or greets. */
const BEGIN = String.raw`(?:^|[,;:.!–—-]\s*|\b(?:and|but|so|because|since|that|actually|well|hi|hello|hey|yes|yeah|no|oh|also|now|currently)\b,?\s+)`
const I = String.raw`${BEGIN}I`
const AM = String.raw`${BEGIN}(?:I am|I'm|Im)`
const MY = String.raw`\b[Mm]y`
/** What may stand between "I" and its verb without changing what is said. */
const FREELY = String.raw`(?:(?:really|absolutely|just|also|always|still|currently|now|recently|actually|truly|mostly|totally)\s+)*`
/** A clause ends at a mark or at a word that begins another. */
const END = String.raw`(?=\s*(?:[,.;:!?)…–—]|$)|\s-\s|\s(?:and|but|or|so|because|since|although|though|while|when|where|which|who|with|at|for|in|on|during|after|before|these|right|too|now|as|than|every|lately|again|myself|here|there|from|to)\b)`
/** What is liked goes on to the end of the clause: "hiking with my friends" is more than "hiking". */
const CLAUSE_END = String.raw`(?=\s*(?:[,.;:!?)…–—]|$)|\s?-\s|\s(?:and I|but|because|'cause|since|so|although|though|while|too|as well|these days|right now|lately|again)\b)`
const NAME = String.raw`\p{Lu}[\p{Ll}'-]+(?:\s\p{Lu}[\p{Ll}'-]+)?`
const PLACE = String.raw`(?:the\s)?\p{Lu}[\p{L}'.-]*[\p{L}](?:\s(?:(?:de|la|of|am|upon|the)\s)?\p{Lu}[\p{L}'-]+)*(?:,\s\p{Lu}[\p{L}'-]+(?:\s\p{Lu}[\p{L}'-]+)*(?=[.!;]|$))?`
const ORGANISATION = String.raw`(?:the\s)?[\p{Lu}\p{N}][\p{L}\p{N}&'-]*(?:\s(?:of\s)?[\p{Lu}\p{N}&][\p{L}\p{N}&'-]*)*`
const PHRASE = String.raw`[\p{L}\p{N}][\p{L}\p{N}'-]*(?:\s[\p{L}\p{N}][\p{L}\p{N}'-]*){0,5}?`
const WORDS = String.raw`[\p{L}\p{N}][\p{L}\p{N}'-]*(?:\s[\p{L}\p{N}&][\p{L}\p{N}'-]*){0,11}?`
const MONTH = String.raw`(?:January|February|March|April|May|June|July|August|September|October|November|December)`
const DATE = String.raw`(?:(?:the\s)?\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?${MONTH}|${MONTH}\s\d{1,2}(?:st|nd|rd|th)?)(?:,?\s\d{4})?|\d{4}-\d{2}-\d{2}`

/** A rule of one pattern: `find` makes facts of what its named groups hold. */
const rule = (pattern: string, find: (groups: Record<string, string>) => Found | null): Rule => {
  const regex = new RegExp(pattern, 'gu')
  return (sentence) =>
    Array.from(sentence.matchAll(regex)).flatMap(
      ({ groups }) => find((groups ?? {}) as Record<string, string>) ?? [],
    )
}

const fact = (key: string, content: string): Found => ({
  category: 'FACT',
  key: `user/${key.toLowerCase()}`,
  content,
})
const preference = (key: string, content: string): Found => ({
  ...fact(key, content),
  category: 'PREFERENCE',
})

const capital = (text = '') => text.charAt(0).toUpperCase() + text.slice(1)

/** A liking whose object is elsewhere in the talk, or too wide to be one. */
const POINTS_ELSEWHERE =
  /^(?:you|us|me|how|what|when|where|who|why|being|not|all|every\w*|nothing|the|your|his|their|our|its|some|any|one|so|too|to be|to say|to think|having)\b(?! \w+ing\b)|^to$|\b(?:it|that|this|these|those|them|him|her|both|there|here|us|you)\b/i

export const RULES: readonly Rule[] = [
  rule(
    String.raw`(?:${MY} name is|\b(?:[Pp]eople|[Ff]riends|[Mm]y friends|[Ee]veryone) calls? me|(?:^|[,.]\s)(?:Please )?[Cc]all me)\s(?<name>${NAME})`,
    ({ name }) => fact('name', `Is called ${name}`),
  ),
  rule(
    String.raw`^(?:Hi|Hello|Hey)[,!]?\s(?:there[,!]?\s)?I(?:'m| am)\s(?<name>${NAME})(?=[,.!]|\sand\b|$)`,
    ({ name }) => fact('name', `Is called ${name}`),
  ),
  rule(
    String.raw`(?:${I}(?:'ve| have)?\s${FREELY}(?:live|moved|relocated|settled down)|${AM}\s${FREELY}(?:living|based))\s(?:(?:over|back|here|out)\s)?(?:in|to)\s(?<place>${PLACE})`,
    ({ place }) => fact('home', `Lives in ${place}`),
  ),
  rule(
    String.raw`(?:${I}\s(?:come from|grew up in)|${AM}\s(?:originally\s)?from)\s(?<place>${PLACE})`,
    ({ place }) => fact('origin', `Comes from ${place}`),
  ),
  rule(String.raw`${I} was born in\s(?<place>(?!${MONTH})${PLACE})`, ({ place }) =>
    fact('birthplace', `Was born in ${place}`),
  ),
  rule(String.raw`(?:${MY} birthday is|${I} was born)\s(?:on\s)?(?<date>${DATE})`, ({ date }) =>
    fact('birthday', `Birthday: ${date}`),
  ),
  rule(String.raw`\b(?:[Mm]y|[Oo]ur) (?:wedding )?anniversary is\s(?:on\s)?(?<date>${DATE})`, ({ date }) =>
    fact('anniversary', `Anniversary: ${date}`),
  ),
  rule(
    String.raw`(?:${I}\s${FREELY}work|${AM}\s${FREELY}working|${I} got a (?:new )?job)\sas\s(?<article>an?|the)\s(?<job>${PHRASE})${END}`,
    ({ article, job }) => fact('occupation', `Works as ${article} ${job}`),
  ),
  rule(
    String.raw`${AM}\s${FREELY}(?<article>an?)\s(?<job>(?:[\p{Ll}-]+\s){0,2}(?:${OCCUPATIONS.join('|')}))${END}`,
    ({ article, job }) => fact('occupation', `Works as ${article} ${job}`),
  ),
  rule(
    String.raw`(?:${I}\s${FREELY}work|${AM}\s${FREELY}working|${I} got a (?:new )?job|${I} (?:just )?started (?:working|a (?:new )?job))\s(?:at|for)\s(?<employer>${ORGANISATION})`,
    ({ employer }) => fact('employer', `Works for ${employer}`),
  ),
  rule(
    String.raw`${I} (?:study|am studying)\s(?<subject>${PHRASE})\sat\s(?<school>${ORGANISATION})`,
    ({ subject, school }) => fact('studies', `Studies ${subject} at ${school}`),
  ),
  rule(String.raw`${AM}\s${FREELY}(?:an?\s)?(?<diet>vegan|vegetarian|pescatarian)\b`, ({ diet }) =>
    preference('diet', `Is ${diet}`),
  ),
  rule(
    String.raw`${AM}\s(?:very |severely |highly )?allergic to\s(?<cause>${WORDS})${CLAUSE_END}`,
    ({ cause }) => fact(`allergy ${cause}`, `Is allergic to ${cause}`),
  ),
  rule(
    String.raw`${I} (?:don't|do not|never)\s(?<verb>eat|drink|smoke)\s(?<what>(?!(?:a|an|much|enough|that|it|the|any|at)\b)${WORDS})${CLAUSE_END}`,
    ({ verb, what }) => preference(`avoids ${what}`, `Does not ${verb} ${what}`),
  ),
  rule(String.raw`${I}\s${FREELY}speak\s(?:fluent\s)?(?<language>\p{Lu}[\p{Ll}]+)`, ({ language }) =>
    fact(`language ${language}`, `Speaks ${language}`),
  ),
  rule(
    String.raw`${MY} (?:all-time )?favou?rite\s(?<kind>(?!thing|part|one)${PHRASE})\s(?:is|are)\s(?<what>(?:the\s)?(?!the\b|that|when|how|not|this|probably)${WORDS})${CLAUSE_END}`,
    ({ kind, what }) => preference(`favourite ${kind}`, `Favourite ${kind}: ${what}`),
  ),
  rule(
    String.raw`${I}\s${FREELY}(?<verb>love|like|enjoy|prefer|adore)\s(?<what>${WORDS})${CLAUSE_END}`,
    ({ verb = '', what = '' }) =>
      POINTS_ELSEWHERE.test(what) ? null : preference(`likes ${what}`, `${capital(verb)}s ${what}`),
  ),
  rule(
    String.raw`${I}\s${FREELY}(?:hate|dislike|can't stand|cannot stand|don't like|do not like|don't enjoy)\s(?<what>${WORDS})${CLAUSE_END}`,
    ({ what = '' }) => (POINTS_ELSEWHERE.test(what) ? null : preference(`likes ${what}`, `Dislikes ${what}`)),
  ),
  rule(
    String.raw`${MY} (?:(?:older|younger|little|big|oldest|youngest|twin|new)\s)?(?<role>${RELATIVES.join('|')})(?:'s name is|\s(?:is (?:called|named)|named|called))?\s(?<name>(?!(?:${MONTH}|I)\b)(?!\p{Lu}\p{Ll}+day\b)\p{Lu}\p{Ll}+)\b(?!'s)`,
    ({ role, name }) => fact(`${role} ${name}`, `${capital(role)}: ${name}`),
  ),
  rule(
    String.raw`${I}(?:'ve| have)(?: got)?\s(?:an?|one)\s(?:[\p{Ll}-]+\s){0,2}(?<role>${RELATIVES.join('|')})\s(?:named|called)\s(?<name>\p{Lu}\p{Ll}+)`,
    ({ role, name }) => fact(`${role} ${name}`, `${capital(role)}: ${name}`),
  ),
  rule(String.raw`${AM}\s(?:happily |now )?married to\s(?<name>${NAME})`, ({ name }) =>
    fact('spouse', `Is married to ${name}`),
  ),
]
