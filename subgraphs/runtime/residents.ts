import type { NetworkPolicy } from './driver/types.ts'

/** A sandbox that lives in this process. */
export interface Resident {
  readonly id: string
  readonly appId: string
}

/** What a sandbox is admitted with. */
export interface Stay {
  /** Whether it ends when its time is up, used or not. */
  readonly isFixed: boolean
  /** Its secrets are nowhere else but here and in the driver. */
  readonly network: NetworkPolicy | null
}

export interface Residents {
  has(id: string): boolean
  all(): Resident[]
  countOf(appId: string): number
  networkOf(id: string): NetworkPolicy | null
  /** Those whose time is up; where use puts it off, unless something is going on in them. */
  expired(now: Date): Resident[]
  /** Counts a sandbox in. Its time begins when it is first prolonged: until then it does not expire. */
  admit(resident: Resident, stay: Stay): void
  /** Lets a sandbox live until then at least; returns until when it lives. One that has left stays away: undefined. */
  prolong(id: string, expiresAt: Date): Date | undefined
  /** The same of one that is used, which makes no difference where its time is fixed. */
  use(id: string, expiresAt: Date): Date | undefined
  leave(id: string): void
  /** Does `work` in a sandbox, which is not idle meanwhile. */
  occupy<T>(id: string, work: () => Promise<T>): Promise<T>
}

export function createResidents(): Residents {
  const stays = new Map<string, Stay & { readonly resident: Resident; expiresAt?: Date; busy: number }>()

  function prolong(id: string, expiresAt: Date): Date | undefined {
    const stay = stays.get(id)
    if (stay && (!stay.expiresAt || stay.expiresAt < expiresAt)) stay.expiresAt = expiresAt
    return stay?.expiresAt
  }

  return {
    has: (id) => stays.has(id),
    all: () => Array.from(stays.values(), ({ resident }) => resident),
    countOf: (appId) => [...stays.values()].filter(({ resident }) => resident.appId === appId).length,
    networkOf: (id) => stays.get(id)?.network ?? null,
    expired: (now) =>
      [...stays.values()]
        .filter(({ expiresAt, busy, isFixed }) => expiresAt && expiresAt <= now && (isFixed || busy === 0))
        .map(({ resident }) => resident),
    admit: (resident, stay) => void stays.set(resident.id, { ...stay, resident, busy: 0 }),
    prolong,
    use(id, expiresAt) {
      const stay = stays.get(id)
      return stay?.isFixed ? stay.expiresAt : prolong(id, expiresAt)
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
