import { setImmediate as breathe } from 'node:timers/promises'
import { explain, satisfies } from '@renovatebot/pep440'
import { parsePipRequirementsLine } from 'pip-requirements-js'
import type { EnvironmentMarker, EnvironmentMarkerLeaf, ProjectNameRequirement } from 'pip-requirements-js'
import { normalName } from '../layers/wheel.ts'
import type { Provided } from '../pack.ts'
import { isNative, NETWORKED, PYTHON_VERSION, STANDARD_LIBRARY } from './known.ts'
import { fromOffers, MAX_REQUIREMENT_LENGTH, RequirementsError, satisfied, unsatisfied } from './types.ts'
import type { Offer, ResolvedRequirement } from './types.ts'

/** What environment markers (PEP 508) are in the `python` pack. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  python_version: PYTHON_VERSION.split('.').slice(0, 2).join('.'),
  python_full_version: PYTHON_VERSION,
  implementation_version: PYTHON_VERSION,
  implementation_name: 'cpython',
  platform_python_implementation: 'CPython',
  os_name: 'posix',
  sys_platform: 'emscripten',
  platform_system: 'Emscripten',
  platform_machine: 'wasm32',
  platform_release: '',
  platform_version: '',
  extra: '',
}

/** Options of pip's that begin a line, and whether what they ask for is fetched from elsewhere. */
const FETCHES = /^(-i|--index-url|--extra-index-url|-f|--find-links|--trusted-host)\b/
const ADDRESS = /^(?:[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*)?(?:git|hg|svn|bzr|https?|ftp)(?:\+[\w]+)?:/

/** The lines of a requirements.txt that ask for something: continued ones joined, comments and options of a line left out. */
export function requirementLines(text: string): string[] {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
}

/** Whether each line of a requirements.txt is satisfied by layers or by the pack. One requirement at a time: parsing is slow. */
export async function resolvePython(
  lines: readonly string[],
  offersOf: (name: string) => readonly Offer[],
): Promise<ResolvedRequirement[]> {
  const resolved: ResolvedRequirement[] = []
  for (const line of lines) {
    resolved.push(resolveLine(line, offersOf))
    await breathe()
  }
  return resolved
}

function resolveLine(line: string, offersOf: (name: string) => readonly Offer[]): ResolvedRequirement {
  const unsupported = (detail: string) =>
    unsatisfied(line, { name: null, reason: 'UNSUPPORTED_SYNTAX', detail })
  if (FETCHES.test(line) || ADDRESS.test(line))
    return unsatisfied(line, { name: null, reason: 'NEEDS_NETWORK', detail: 'is fetched from an address' })
  if (/^-/.test(line))
    return unsupported(
      'options of pip, and files that it includes, are not read: write the requirements themselves',
    )
  if (/^[./]|\.whl$/.test(line)) return unsupported('files are not read: add the wheel to a layer')
  const parsed = parseRequirement(line.replace(/\s+--(hash|config-settings|global-option)[= ].*$/, ''))
  if (parsed === null) return unsupported('is no requirement of PEP 508')
  const name = normalName(parsed.name)
  if (parsed.environmentMarkerTree && !holds(parsed.environmentMarkerTree))
    return satisfied(line, { name, detail: 'is not needed here: its marker does not hold' })
  const specifier = specifierOf(parsed)
  if (specifier === null) return unsupported('its version is none of PEP 440')

  const offered = fromOffers(line, name, offersOf(name), (version) => accepts(version, specifier))
  if (offered) return offered
  if (STANDARD_LIBRARY.has(parsed.name))
    return satisfied(line, {
      name,
      version: PYTHON_VERSION,
      detail: `is in the standard library of Python ${PYTHON_VERSION}`,
    })
  return unsatisfied(line, { name, ...unknown(name) })
}

function unknown(name: string) {
  if (NETWORKED.python?.has(name) === true)
    return { reason: 'NEEDS_NETWORK', detail: 'needs a network, and sandboxes have no sockets' } as const
  if (isNative('python', name))
    return {
      reason: 'NATIVE',
      detail: "is compiled code: only a layer of pyodide's own wheel could bring it",
    } as const
  return {
    reason: 'UNKNOWN',
    detail: 'is in no layer; its wheel, where it is pure Python, makes one',
  } as const
}

/** Null where it is none that names a project. Throws `RequirementsError` where it is too long to be read. */
function parseRequirement(text: string): ProjectNameRequirement | null {
  if (text.length > MAX_REQUIREMENT_LENGTH)
    throw new RequirementsError(`a requirement has at most ${MAX_REQUIREMENT_LENGTH} characters`)
  try {
    const parsed = parsePipRequirementsLine(text)
    return parsed?.type === 'ProjectName' ? parsed : null
  } catch {
    return null
  }
}

/** As PEP 440 has it; null where it is not right. */
function specifierOf({ versionSpec = [] }: ProjectNameRequirement): string | null {
  const right = versionSpec.every(({ version }) => explain(version.replace(/\.\*$/, '')) !== null)
  return right ? versionSpec.map(({ operator, version }) => operator + version).join(',') : null
}

/** Of versions that are installed, pre-releases count too, as they do for pip. */
const accepts = (version: string, specifier: string): boolean =>
  specifier === '' || satisfies(version, specifier, { prereleases: true })

function holds(marker: EnvironmentMarker): boolean {
  if (isLeaf(marker)) return holdsAlone(marker)
  return marker.operator === 'and'
    ? holds(marker.left) && holds(marker.right)
    : holds(marker.left) || holds(marker.right)
}

const isLeaf = (marker: EnvironmentMarker): marker is EnvironmentMarkerLeaf => typeof marker.left === 'string'

function holdsAlone(leaf: EnvironmentMarkerLeaf): boolean {
  const valueOf = (operand: string) => ENVIRONMENT[operand] ?? operand.slice(1, -1)
  const left = valueOf(leaf.left)
  const right = valueOf(leaf.right)
  const operator: string = leaf.operator
  if (operator === 'in') return right.includes(left)
  if (operator === 'not in') return !right.includes(left)
  if (explain(left) !== null && explain(right.replace(/\.\*$/, '')) !== null)
    return accepts(left, operator + right)
  switch (operator) {
    case '==':
    case '===':
      return left === right
    case '!=':
      return left !== right
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    default:
      return left >= right
  }
}

/** What a distribution needs that is not among `provides`, each as the rest of a sentence. */
export async function unmetNeeds(
  requires: readonly string[],
  requiresPython: string | null,
  provides: readonly Provided[],
): Promise<string[]> {
  if (requiresPython !== null && !accepts(PYTHON_VERSION, requiresPython.replaceAll(/\s/g, '')))
    return [`needs Python ${requiresPython}, and this is ${PYTHON_VERSION}`]
  const offersOf = (name: string) =>
    provides.filter((each) => each.name === name).map(({ version }) => ({ layer: 'this', version }))
  const resolved = await resolvePython(requires, offersOf)
  return resolved
    .filter((each) => !each.satisfied)
    .map(({ requirement, version }) =>
      version === null
        ? `needs ${requirement}, which no wheel of the layer is`
        : `needs ${requirement}, and the layer has ${version}`,
    )
}
