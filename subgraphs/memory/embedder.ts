/** Turns texts into unit vectors whose cosine says how alike they are. */
export interface Embedder {
  /** Names the vector space: vectors of different models are never compared. */
  readonly model: string
  /** One vector a text; null for a text that has nothing to compare, such as a lone emoji. */
  embed(texts: readonly string[]): Promise<(Float32Array | null)[]>
}

const DIMENSIONS = 384

/**
 * The embedder that needs no model: signed feature hashing (Weinberger et al., ICML 2009) of words and their character
 * trigrams, damped by the square root of their count. Texts that share words, or spellings of them, are near. It knows no
 * synonyms.
 */
export const createHashEmbedder = (): Embedder => ({
  model: 'hash-384-v1',
  embed: (texts) => Promise.resolve(texts.map(embed)),
})

const WORD_WEIGHT = 1
const TRIGRAM_WEIGHT = 0.4

function embed(text: string): Float32Array | null {
  const weights = new Map<string, number>()
  const add = (feature: string, weight: number) => weights.set(feature, (weights.get(feature) ?? 0) + weight)
  for (const [word] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}]+/gu)) {
    add(word, WORD_WEIGHT)
    const padded = `^${word}$`
    for (let at = 0; at + 3 <= padded.length; at++) add(padded.slice(at, at + 3), TRIGRAM_WEIGHT)
  }
  const vector = new Float32Array(DIMENSIONS)
  for (const [feature, weight] of weights) {
    const hash = hash32(feature)
    const dimension = (hash >>> 1) % DIMENSIONS
    const sign = hash & 1 ? 1 : -1
    vector[dimension] = (vector[dimension] ?? 0) + sign * Math.sqrt(weight)
  }
  const norm = Math.hypot(...vector)
  return norm === 0 ? null : vector.map((value) => value / norm)
}

/** FNV-1a over UTF-16 units, mixed by MurmurHash3's finaliser so that every bit counts. */
function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
