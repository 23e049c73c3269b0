/**
 * What the child process and a pack's `engine.mjs` owe each other. Types only: neither side is compiled, both
 * name them in JSDoc. `engine.mjs` exports `prepare(): Promise<Engine>`.
 */

/** Does everything that needs no sandbox once, in `prepare`, so that `open` is quick. */
export interface Engine {
  open(host: Host): Promise<Guest>
}

/** One interpreter with its own globals, which persist from run to run. */
export interface Guest {
  /** Evaluates and drains code. Rejects only when the interpreter itself is broken and must not be used again. */
  run(code: string, control: Control): Promise<RunResult>
  /** High-water mark of the interpreter's memory, bytes. */
  memoryBytes(): number
}

export interface RunResult {
  readonly exitReason: 'COMPLETED' | 'ERROR' | 'MEMORY_LIMIT' | StopReason
  /** The last expression's value as text, null when there is none. */
  readonly result: string | null
}

export type StopReason = 'TIMEOUT' | 'OUTPUT_LIMIT'

/** The reasons to stop a run, polled by the engine while guest code executes. */
export interface Control {
  stopped(): StopReason | null
  /** Milliseconds until the deadline, never negative. */
  remainingMs(): number
}

/** All an interpreter can reach. Every function takes and returns primitives and bytes; errors are safe to show. */
export interface Host {
  readonly memoryBytes: number
  readonly fileBytes: number
  readonly fileCount: number
  readonly env: Readonly<Record<string, string>>
  readonly files: Files
  /** What `import` finds besides the files, the earlier before the later. */
  readonly layers: readonly Layer[]
  /** Guest output, counted against the limit. Throws once the limit is reached. */
  write(stream: 'stdout' | 'stderr', output: string | Uint8Array): void
  /** The reason a run failed, for standard error; short, and outside the guest's output limit. */
  report(text: string): void
}

/** Files on disk, the same for every sandbox that has the layer. */
export interface Layer {
  /** A `file:` URL that ends in `/`. */
  readonly folder: string
  /** Below it, sorted. */
  readonly paths: readonly string[]
}

/** The in-memory file table; paths are normalised, every method throws an `Error` with a guest-safe message. */
export interface Files {
  get(path: string): Uint8Array
  set(path: string, content: Uint8Array): void
  delete(path: string): void
  has(path: string): boolean
  /** Sorted paths of the files in a folder and below; all of them for ''. */
  list(folder: string): string[]
}
