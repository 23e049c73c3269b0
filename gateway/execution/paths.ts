import { assert } from '@apollo/federation-internals'

/** Where a fetch belongs in the answer: response names, and `@` for every element of a list. */
export type PlanPath = readonly (string | number)[]
type ResponsePath = (string | number)[]
type Fetched = Record<string, unknown>

/** What there is at a path from each of some objects, nulls left out. */
export function objectsAt(roots: readonly Fetched[], path: PlanPath): Fetched[] {
  const found: Fetched[] = []
  for (const root of roots) gather(root, path, 0, found)
  return found
}

function gather(value: unknown, path: PlanPath, depth: number, found: Fetched[]): void {
  if (value === null || value === undefined) return
  const step = path[depth]
  if (step === '@' || (step === undefined && Array.isArray(value))) {
    assert(Array.isArray(value), () => `Expected a list at ${path.slice(0, depth + 1).join('.')}`)
    const next = step === undefined ? depth : depth + 1
    for (const element of value as unknown[]) gather(element, path, next, found)
  } else if (step === undefined) {
    found.push(value as Fetched)
  } else {
    assert(!Array.isArray(value), () => `Unexpected array in result for path element ${step}`)
    if (Object.hasOwn(value, step)) gather((value as Fetched)[step], path, depth + 1, found)
  }
}

/** The path of each of those objects in the answer, in the same order. */
export function responsePathsAt(root: unknown, path: PlanPath): ResponsePath[] {
  const found: ResponsePath[] = []
  walk(root, path, [], found)
  return found
}

function walk(value: unknown, path: PlanPath, at: ResponsePath, found: ResponsePath[]): void {
  if (value === null || value === undefined) return
  const [step, ...rest] = path
  if (step === undefined) {
    found.push(at)
  } else if (Array.isArray(value)) {
    const next = step === '@' ? rest : path
    for (const [index, element] of value.entries()) walk(element, next, [...at, index], found)
  } else if (Object.hasOwn(value, step)) {
    walk((value as Fetched)[step], rest, [...at, step], found)
  }
}
