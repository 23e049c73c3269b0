import { satisfies, validRange } from 'semver'
import { z } from 'zod'
import { isNative, NETWORKED, NODE_MODULES } from './known.ts'
import { fromOffers, MAX_REQUIREMENT_LENGTH, RequirementsError, unsatisfied } from './types.ts'
import type { Offer, ResolvedRequirement } from './types.ts'

const dependencies = z.record(z.string(), z.string()).optional()
/** What a package needs when it runs; what its developers need besides is not asked for. */
const packageJson = z.object({
  dependencies,
  optionalDependencies: dependencies,
  peerDependencies: dependencies,
})

const ADDRESS = /^(git|git\+\w+|https?|github|gitlab|bitbucket|gist):|^[\w.-]+\/[\w.-]+(#.*)?$/
const TAG = /^[a-z][\w.-]*$/i

/** The name and version range of everything a package.json needs. Throws `RequirementsError` where it is none. */
export function packageRequirements(text: string): [name: string, range: string][] {
  const parsed = packageJson.safeParse(parseJson(text))
  if (!parsed.success)
    throw new RequirementsError('must be a package.json whose dependencies are an object of strings')
  const { dependencies, optionalDependencies, peerDependencies } = parsed.data
  return Object.entries({ ...peerDependencies, ...optionalDependencies, ...dependencies })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Whether each requirement of a package.json is satisfied by a layer. */
export const resolveJavascript = (
  requirements: readonly (readonly [name: string, range: string])[],
  offersOf: (name: string) => readonly Offer[],
): ResolvedRequirement[] => requirements.map(([name, range]) => resolveOne(name, range.trim(), offersOf))

function resolveOne(
  name: string,
  range: string,
  offersOf: (name: string) => readonly Offer[],
): ResolvedRequirement {
  if (name.length + range.length > MAX_REQUIREMENT_LENGTH)
    throw new RequirementsError(`a requirement has at most ${MAX_REQUIREMENT_LENGTH} characters`)
  const requirement = `${name}@${range === '' ? '*' : range}`
  const refused = (reason: 'NEEDS_NETWORK' | 'UNSUPPORTED_SYNTAX', detail: string) =>
    unsatisfied(requirement, { name, reason, detail })
  if (ADDRESS.test(range)) return refused('NEEDS_NETWORK', 'is fetched from an address')
  if (validRange(range) === null)
    return TAG.test(range) && range !== 'workspace'
      ? refused('NEEDS_NETWORK', `only a registry knows which version ${range} is`)
      : refused('UNSUPPORTED_SYNTAX', `${range} is no range of semver`)
  const offered = fromOffers(requirement, name, offersOf(name), (version) => satisfies(version, range))
  return offered ?? unsatisfied(requirement, { name, ...unknown(name) })
}

function unknown(name: string) {
  if (NODE_MODULES.has(name.replace(/^node:/, '')))
    return { reason: 'UNKNOWN', detail: 'is a module of Node, and this is no Node' } as const
  if (NETWORKED.javascript?.has(name) === true)
    return { reason: 'NEEDS_NETWORK', detail: 'needs a network, and sandboxes have no sockets' } as const
  if (isNative('javascript', name))
    return { reason: 'NATIVE', detail: 'is compiled code, which no layer can bring' } as const
  return {
    reason: 'UNKNOWN',
    detail: 'is in no layer; its ECMAScript modules, bundled with what they need, make one',
  } as const
}
