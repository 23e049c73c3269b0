import type { LayerManifest } from '../pack.ts'
import { packageRequirements, resolveJavascript } from './javascript.ts'
import { requirementLines, resolvePython } from './python.ts'
import { normalName } from '../layers/wheel.ts'
import { MAX_REQUIREMENTS, RequirementsError } from './types.ts'
import type { Offer, ResolvedRequirement } from './types.ts'

export interface Resolution {
  readonly satisfied: boolean
  /** The names of layers that, together, bring what can be brought. */
  readonly layers: readonly string[]
  readonly requirements: readonly ResolvedRequirement[]
}

/**
 * Which requirements of a requirements.txt or package.json a pack and its layers satisfy. Nothing is fetched.
 * Throws `RequirementsError` where the text cannot be read or has too many.
 * @param layers those there are, of whatever pack
 */
export async function resolveDependencies(
  pack: string,
  text: string,
  layers: readonly LayerManifest[],
): Promise<Resolution> {
  const own = layers.filter((layer) => layer.pack === pack)
  const offersOf = (name: string): Offer[] =>
    own.flatMap((layer) =>
      layer.provides
        .filter((each) => each.name === name)
        .map(({ version }) => ({ layer: layer.name, version })),
    )
  const requirements =
    pack === 'javascript'
      ? resolveJavascript(bounded(packageRequirements(text)), offersOf)
      : await resolvePython(bounded(requirementLines(text)), (name) => offersOf(normalName(name)))
  const used = requirements.flatMap(({ satisfied, layer }) => (satisfied && layer !== null ? [layer] : []))
  return {
    satisfied: requirements.every((each) => each.satisfied),
    layers: [...new Set(used)].sort(),
    requirements,
  }
}

function bounded<T>(requirements: readonly T[]): readonly T[] {
  if (requirements.length <= MAX_REQUIREMENTS) return requirements
  throw new RequirementsError(`must have at most ${MAX_REQUIREMENTS} requirements`)
}
