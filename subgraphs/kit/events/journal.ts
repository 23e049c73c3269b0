/** How many of a user's entries are kept, at least. */
export const KEPT_ENTRIES = 1_024
/** The most entries in one read. */
export const READ_ENTRIES = 100

/** The text of an entry that only marks a place to read on from. */
export const PLACE = ''
/** The text of an entry that stands for others that were lost. */
export const GAP = 'gap'

export interface Entry {
  readonly id: string
  readonly text: string
}

/**
 * The newest entries of each user whom somebody reads, in order; what happens to others is not kept. Only the oldest are ever
 * let go, so a reader who finds the entry where it stopped has missed nothing.
 */
export interface Journal {
  /** Adds an entry where the user has others. Neither throws nor waits. */
  append(key: string, text: string): void
  /** The id of the newest entry: of a PLACE, made for it, where there was none. */
  last(key: string): Promise<string>
  /** The oldest entries after that of `id`; null where that one is not there (any more). */
  after(key: string, id: string): Promise<Entry[] | null>
  /** Lets go of all of a user's entries. Those who read on lack some then. */
  drop(key: string): Promise<void>
  /** Calls `ring` when there may be something new, until the signal aborts. Resolves when that has begun. */
  watch(key: string, ring: () => void, signal: AbortSignal): Promise<void>
  close(): Promise<void>
}
