import type { Measurement } from './measure.ts'

/** What a file `tests/load/<name>.ts` exports. */
export interface Bench {
  /** What it measures, in a line. */
  readonly summary: string
  run(options: BenchOptions): Promise<BenchResult>
}

export interface BenchOptions {
  /** The command line after the bench's name. */
  readonly args: string[]
  /** Tells what is going on. */
  readonly log: (line: string) => void
}

export interface BenchResult {
  /** What `args` came to, defaults included. */
  readonly arguments: Readonly<Record<string, unknown>>
  readonly measurements: readonly Measurement[]
}
