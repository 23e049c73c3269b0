/** Tommy Ettinger's mulberry32: uniform in [0, 1), 2³² states, the same numbers for the same seed. Enough to be varied by. */
export function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What generators draw from. */
export interface Random {
  /** 0 or more, less than `end`. */
  readonly below: (end: number) => number
  pick<T>(choices: readonly [T, ...T[]]): T
  chance(probability: number): boolean
  /** So many of what `make` makes, 0 to `most`. */
  some<T>(most: number, make: () => T): T[]
}

export function createRandom(seed: number): Random {
  const next = mulberry32(seed)
  const below = (end: number) => Math.floor(next() * end)
  return {
    below,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    chance: (probability) => next() < probability,
    some: (most, make) => Array.from({ length: below(most + 1) }, make),
  }
}
