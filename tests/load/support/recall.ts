export const CUTS = [5, 10, 20] as const
const HIT_CUT = 10

/** What one ranking made of one question, each 0–1. */
export interface Outcome {
  /** The share of the evidence among the first 5, 10 and 20, as CUTS. */
  readonly recall: readonly number[]
  /** 1 where any evidence is among the first 10. */
  readonly hit: number
  /** 1 / the rank of the first evidence; 0 where there is none. */
  readonly reciprocalRank: number
}

/** `found` is what was found, best first; `evidence` is what should have been. */
export function judge(found: readonly string[], evidence: readonly string[]): Outcome {
  const wanted = new Set(evidence)
  const ranks = found.flatMap((id, index) => (wanted.has(id) ? [index + 1] : []))
  const within = (cut: number) => ranks.filter((rank) => rank <= cut).length
  return {
    recall: CUTS.map((cut) => within(cut) / wanted.size),
    hit: Math.min(1, within(HIT_CUT)),
    reciprocalRank: ranks[0] === undefined ? 0 : 1 / ranks[0],
  }
}

export interface Summary {
  readonly ranking: string
  readonly questionsOf: string
  readonly questions: number
  readonly recallAt5: number
  readonly recallAt10: number
  readonly recallAt20: number
  readonly hitAt10: number
  readonly meanReciprocalRank: number
}

/** Means over questions. */
export function summarise(ranking: string, questionsOf: string, outcomes: readonly Outcome[]): Summary {
  const mean = (value: (outcome: Outcome) => number) =>
    outcomes.reduce((sum, outcome) => sum + value(outcome), 0) / outcomes.length
  const [recallAt5, recallAt10, recallAt20] = [0, 1, 2].map((cut) => mean(({ recall }) => recall[cut] ?? 0))
  return {
    ranking,
    questionsOf,
    questions: outcomes.length,
    recallAt5: recallAt5 ?? 0,
    recallAt10: recallAt10 ?? 0,
    recallAt20: recallAt20 ?? 0,
    hitAt10: mean(({ hit }) => hit),
    meanReciprocalRank: mean(({ reciprocalRank }) => reciprocalRank),
  }
}
