/** A sandbox that lives in this process. */
export interface Resident {
  readonly id: string
  readonly appId: string
}

export interface Residents {
  has(id: string): boolean
  all(): Resident[]
  /** Those whose time is up, unless something is going on in them. */
  idle(now: Date): Resident[]
  admit(resident: Resident, expiresAt: Date): void
  /** Gives a sandbox more time; one that has left stays away. */
  prolong(id: string, expiresAt: Date): void
  leave(id: string): void
  /** Does `work` in a sandbox, which is not idle meanwhile. */
  occupy<T>(id: string, work: () => Promise<T>): Promise<T>
}

export function createResidents(): Residents {
  const stays = new Map<string, { readonly resident: Resident; expiresAt: Date; busy: number }>()
  return {
    has: (id) => stays.has(id),
    all: () => Array.from(stays.values(), ({ resident }) => resident),
    idle: (now) =>
      [...stays.values()]
        .filter(({ expiresAt, busy }) => busy === 0 && expiresAt <= now)
        .map(({ resident }) => resident),
    admit: (resident, expiresAt) => void stays.set(resident.id, { resident, expiresAt, busy: 0 }),
    prolong(id, expiresAt) {
      const stay = stays.get(id)
      if (stay) stay.expiresAt = expiresAt
    },
    leave: (id) => void stays.delete(id),
    async occupy(id, work) {
      const stay = stays.get(id)
      if (!stay) return work()
      stay.busy += 1
      try {
        return await work()
      } finally {
        stay.busy -= 1
      }
    },
  }
}
