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

/** A file as a listing tells of it; `size` in bytes. */
export interface FileEntry {
  readonly path: string
  readonly size: number
}

/** A page of a listing: at most `limit` entries whose paths come after `after` in UTF-16 code-unit order. */
export interface FilePage {
  readonly after: string | null
  readonly limit: number
}

/** `length` bytes from `offset` on, fewer where the file ends before. */
export interface FileRange {
  readonly offset: number
  readonly length: number
}

/** A part of a file: `content` is what was asked for, `size` the whole file's bytes. */
export interface FilePart {
  readonly content: Uint8Array
  readonly size: number
}

/** One host that a sandbox may reach. */
export interface EgressRule {
  /** A host name in lower case, or `*.` before one for every name below it; with `:port` where not the scheme's own. */
  readonly host: string
  /** In upper case. */
  readonly methods: readonly string[]
  /** Added to every request to the host, outside the sandbox; in the memory of this process and nowhere else. */
  readonly secretHeaders: Readonly<Record<string, string>>
}

/** All that a sandbox may reach. Its process has no sockets: the host asks on its behalf. */
export interface NetworkPolicy {
  readonly allow: readonly EgressRule[]
}

/**
 * What a sandbox was at one instant between two runs; the same pack makes another of it. `memory` is the pack's own
 * format and as hostile as the code that filled it: only a fresh sandbox may open it.
 */
export interface SandboxImage {
  /** SHA-256 of the pack it is of, in hex. */
  readonly packDigest: string
  /** The names of its layers: what is made of it has to have the same. */
  readonly layers: readonly string[]
  readonly files: readonly SandboxFile[]
  readonly env: Readonly<Record<string, string>>
  /** Null where it can't be kept: `memoryLost` says why. */
  readonly memory: Uint8Array | null
  readonly memoryLost: string | null
}

export interface CreateSandbox {
  readonly id: string
  /** The name of a pack the driver was created with. */
  readonly pack: string
  /** The names of layers of that pack that the driver was created with; none where it is left out. */
  readonly layers?: readonly string[]
  readonly files: readonly SandboxFile[]
  /** Strings the code sees as its environment; never the host's. */
  readonly env: Readonly<Record<string, string>>
  /** At most the driver's maxima. */
  readonly limits: SandboxLimits
  /** Null or absent: no network at all. */
  readonly network?: NetworkPolicy | null
  /** `memory` of an image of the same pack, to go on from; null or absent: begin anew. */
  readonly memory?: Uint8Array | null
  /** Whether it goes on beside what the image was of, and so must draw other random numbers. */
  readonly isFork?: boolean
}

export interface RunCode {
  readonly code: string
  /** Wall-clock milliseconds, from the moment the run starts (not while it waits for an earlier one). */
  readonly timeoutMs: number
  /** Called when the run starts: those before it in the sandbox have ended. */
  readonly onStart?: () => void
  /** Called with output as it comes, in order; all of it together is the outcome's. Must not throw. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void
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

/** The sandboxes of one pack at this moment. */
export interface PackLoad {
  readonly pack: string
  /** Ready to be taken. */
  readonly ready: number
  /** On their way to be. */
  readonly starting: number
  /** Creations that wait for one. */
  readonly waiting: number
  /** In use. */
  readonly running: number
}

/** What a driver tells of its work as it happens; times in ms. Must not throw. */
export interface DriverObserver {
  /** An interpreter has started, or could not. */
  booted(pack: string, ms: number, ok: boolean): void
  /** A creation was given an interpreter, having waited so long. */
  checkedOut(pack: string, ms: number): void
  /** A request of a sandbox to a host was answered (with the status), refused or failed (with the reason). */
  egress(outcome: string): void
}

/** Runs untrusted code. Every method but `load` and `close` rejects with `SandboxGoneError` for an unknown or ended id. */
export interface SandboxDriver {
  readonly isolation: Isolation
  /**
   * Takes a locked interpreter from the warm pool for this id alone.
   * Rejects with `CapacityError` when none is free in time, `FilesRefusedError` when the files do not fit,
   * `ImageRefusedError` when it can't go on from the memory given.
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
  /** What files there are, without their content, sorted by path. */
  listFiles(id: string, page: FilePage): Promise<FileEntry[]>
  /** A part of a file; null where there is no such file. The range may reach beyond its end. */
  readFile(id: string, path: string, range: FileRange): Promise<FilePart | null>
  /**
   * Hands `use` an image of the sandbox. Calls that come meanwhile wait until it is done, so that where it ends with
   * `stop`, nothing has happened that is not in the image.
   */
  capture<T>(id: string, use: (image: SandboxImage) => Promise<T>): Promise<T>
  /** Ends a sandbox and waits for its process to be gone. Does nothing for an unknown or ended id. */
  stop(id: string): Promise<void>
  /** For each pack, from memory: cheap enough to be asked with every scrape. */
  load(): readonly PackLoad[]
  /** Ends everything and leaves no process behind. */
  close(): Promise<void>
}
