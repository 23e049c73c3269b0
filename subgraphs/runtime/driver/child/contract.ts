/**
 * What the child process and a pack's `engine.mjs` owe each other. Types only: neither side is compiled, both
 * name them in JSDoc. `engine.mjs` exports `prepare(): Promise<Engine>`.
 */

/** Does everything that needs no sandbox once, in `prepare`, so that `open` is quick. */
export interface Engine {
  /** `image` is one that a guest of this very pack captured, to go on from; rejects where it is none. */
  open(host: Host, image: Image | null): Promise<Guest>
}

export interface Image {
  readonly bytes: Uint8Array
  /** Whether the guest it is of goes on too: random numbers must then differ. */
  readonly isFork: boolean
}

/** One interpreter with its own globals, which persist from run to run. */
export interface Guest {
  /** Evaluates and drains code. Rejects only when the interpreter itself is broken and must not be used again. */
  run(code: string, control: Control): Promise<RunResult>
  /** All that an `open` needs to go on from here, in parts. Throws, with a message for the user, where that can't be had. */
  capture(): Iterable<Uint8Array>
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
  /** Asks a host outside, and blocks until it has answered; throws with the reason. Null where there is no network. */
  readonly fetch: ((request: FetchRequest, body: Uint8Array) => FetchAnswer) | null
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

export interface FetchRequest {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
}

export interface FetchAnswer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Uint8Array
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
