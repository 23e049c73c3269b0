/** What generators draw from: the same numbers for the same seed. */
export interface Random {
  /** 0 or more, less than `end`. */
  below(end: number): number
  pick<T>(choices: readonly [T, ...T[]]): T
  chance(probability: number): boolean
  /** So many of what `make` makes, 0 to `most`. */
  some<T>(most: number, make: () => T): T[]
}

/** mulberry32 (Tommy Ettinger), which is enough to be varied by. */
export function createRandom(seed: number): Random {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (end: number) => Math.floor(next() * end)
  return {
    below,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    chance: (probability) => next() < probability,
    some: (most, make) => Array.from({ length: below(most + 1) }, make),
  }
}
