/**
 * Whether a process is about to end: then it says that it is not ready, and of each connection that it is the last answer on
 * it, while it goes on answering until others have heard.
 */
export interface Drain {
  readonly begun: boolean
  begin(): void
}

export function createDrain(): Drain {
  let begun = false
  return {
    get begun() {
      return begun
    },
    begin() {
      begun = true
    },
  }
}
