/** Why a requirement cannot be satisfied. */
export type Unsatisfied = 'UNKNOWN' | 'WRONG_VERSION' | 'NATIVE' | 'NEEDS_NETWORK' | 'UNSUPPORTED_SYNTAX'

/** What becomes of one requirement. */
export interface ResolvedRequirement {
  /** As it was written. */
  readonly requirement: string
  /** Null where it names none that can be read. */
  readonly name: string | null
  readonly satisfied: boolean
  /** The version there is, which may be the wrong one. */
  readonly version: string | null
  /** The layer that has it; null where the pack itself does, or none. */
  readonly layer: string | null
  readonly reason: Unsatisfied | null
  /** One sentence for people. */
  readonly detail: string
}

/** A requirement's text is longer than any that is read, or there are too many of them; the message says what is allowed. */
export class RequirementsError extends Error {
  override readonly name = 'RequirementsError'
}

/** What a layer has of a package. */
export interface Offer {
  readonly layer: string
  readonly version: string
}

export const MAX_REQUIREMENTS = 200
export const MAX_REQUIREMENT_LENGTH = 500
/** Of requirements.txt or package.json, bytes of UTF-8. */
export const MAX_REQUIREMENTS_BYTES = 32 * 1024

type Verdict = Pick<ResolvedRequirement, 'name' | 'detail'> & Partial<ResolvedRequirement>

export const satisfied = (requirement: string, verdict: Verdict): ResolvedRequirement => ({
  requirement,
  satisfied: true,
  version: null,
  layer: null,
  reason: null,
  ...verdict,
})

export const unsatisfied = (
  requirement: string,
  verdict: Verdict & { readonly reason: Unsatisfied },
): ResolvedRequirement => ({ requirement, satisfied: false, version: null, layer: null, ...verdict })

/**
 * The requirement among what layers offer.
 * @param accepts whether a version is one of those asked for
 */
export function fromOffers(
  requirement: string,
  name: string,
  offers: readonly Offer[],
  accepts: (version: string) => boolean,
): ResolvedRequirement | null {
  const fitting = offers.find(({ version }) => accepts(version))
  if (fitting)
    return satisfied(requirement, {
      name,
      ...fitting,
      detail: `layer ${fitting.layer} has ${fitting.version}`,
    })
  const [other] = offers
  if (other === undefined) return null
  const detail = `layer ${other.layer} has ${other.version}, which is not one that was asked for`
  return unsatisfied(requirement, { name, version: other.version, reason: 'WRONG_VERSION', detail })
}
