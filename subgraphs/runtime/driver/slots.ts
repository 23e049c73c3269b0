/** How many children may be in use at once, over all pools that share it. */
export interface Slots {
  /** Takes one; false where none is left. */
  take(): boolean
  left(): number
  free(): void
  /** Calls `listener` whenever one was freed. */
  onFree(listener: () => void): void
}

export function createSlots(max: number): Slots {
  const listeners: (() => void)[] = []
  let taken = 0
  return {
    take() {
      if (taken >= max) return false
      taken += 1
      return true
    },
    left: () => max - taken,
    free() {
      taken -= 1
      for (const listener of listeners) listener()
    },
    onFree: (listener) => void listeners.push(listener),
  }
}
