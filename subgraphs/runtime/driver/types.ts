/** A file of a sandbox. `path` is relative POSIX: no empty, `.` or `..` segment, at most 512 bytes of UTF-8. */
export interface SandboxFile {
  readonly path: string
  readonly content: Uint8Array
}

/** What one sandbox may hold and say. All four are enforced inside the sandbox and again from outside it. */
export interface SandboxLimits {
  /** Bytes the code's own values may take. */
  readonly memoryBytes: number
  /** Bytes of all files together. */
  readonly fileBytes: number
  /** Number of files. */
  readonly fileCount: number
  /** Bytes of standard output and standard error together, for one run. */
  readonly outputBytes: number
}

export interface CreateSandbox {
  readonly id: string
  /** The name of a pack the driver was created with. */
  readonly pack: string
  readonly files: readonly SandboxFile[]
  /** Strings the code sees as its environment; never the host's. */
  readonly env: Readonly<Record<string, string>>
  /** At most the driver's maxima. */
  readonly limits: SandboxLimits
}

export interface RunCode {
  readonly code: string
  /** Wall-clock milliseconds, from the moment the run starts (not while it waits for an earlier one). */
  readonly timeoutMs: number
}

/**
 * COMPLETED: the code and everything it started ran to the end. ERROR: it threw, or awaits what can never
 * settle. CRASHED: its process ended, or broke the protocol.
 */
export type ExitReason = 'COMPLETED' | 'ERROR' | 'TIMEOUT' | 'MEMORY_LIMIT' | 'OUTPUT_LIMIT' | 'CRASHED'

export interface RunOutcome {
  readonly stdout: string
  /** What the code wrote to standard error; then, if it failed, why. */
  readonly stderr: string
  /** The last expression's value as text, null when it has none. */
  readonly result: string | null
  readonly exitReason: ExitReason
  /** Whether output was cut at the limit. */
  readonly outputTruncated: boolean
  /**
   * Whether the sandbox is gone, with its state and files. Always after TIMEOUT and CRASHED, and after
   * MEMORY_LIMIT when the process had to be killed.
   */
  readonly ended: boolean
  readonly wallMs: number
  readonly cpuMs: number
  /** Most memory the interpreter and the files have held since the sandbox was created. */
  readonly peakMemoryBytes: number
}

/**
 * NAMESPACE: the kernel also keeps the process from the network, from other processes and from other users'
 * rights. PROCESS: only the interpreter, WebAssembly and Node's permission model do.
 */
export type IsolationLevel = 'NAMESPACE' | 'PROCESS'

export interface Isolation {
  readonly level: IsolationLevel
  /** Every barrier between the code and the host, innermost first, in kebab case. */
  readonly layers: readonly string[]
}

/** Runs untrusted code. Every method but `close` rejects with `SandboxGoneError` for an unknown or ended id. */
export interface SandboxDriver {
  readonly isolation: Isolation
  /**
   * Takes a locked interpreter from the warm pool for this id alone.
   * Rejects with `CapacityError` when none is free in time, `FilesRefusedError` when the files do not fit.
   */
  create(sandbox: CreateSandbox): Promise<void>
  /**
   * Evaluates code; globals persist from run to run. Runs of one sandbox happen one after the other, in the
   * order asked; `CapacityError` when too many wait. What the code does wrong is in the outcome, not an error.
   */
  run(id: string, run: RunCode): Promise<RunOutcome>
  /** Adds or replaces files, all or none. Rejects with `FilesRefusedError` when they do not fit. */
  writeFiles(id: string, files: readonly SandboxFile[]): Promise<void>
  /** Has these files and no others: all of them or, with `FilesRefusedError`, the ones it had. */
  replaceFiles(id: string, files: readonly SandboxFile[]): Promise<void>
  /** All files as they are now, given or written by the code, sorted by path. */
  readFiles(id: string): Promise<SandboxFile[]>
  /** Ends a sandbox and waits for its process to be gone. Does nothing for an unknown or ended id. */
  stop(id: string): Promise<void>
  /** Ends everything and leaves no process behind. */
  close(): Promise<void>
}
