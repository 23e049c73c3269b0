import { assert, ERRORS } from '@apollo/federation-internals'
import type { FieldSelection } from '@apollo/federation-internals'
import type { GraphQLError } from 'graphql'
import type { FieldShape, ObjectShape, ValueShape } from './shape.ts'

type Key = string | number
type Fetched = Readonly<Record<string, unknown>>
type Answer = Record<string, unknown>

/** A key that assignment would take for the prototype. */
const OWN = { configurable: true, enumerable: true, writable: true }

export interface Completion {
  /** The name of an object type by what a subgraph calls it; null is a type that no object has; undefined is unknown. */
  readonly objectType: (typename: string) => string | null | undefined
  readonly introspect: (selection: FieldSelection) => unknown
  /** Where we are in the answer. */
  readonly path: Key[]
  /** What was not as the schema has it. */
  readonly errors: GraphQLError[]
}

/** A null whose reason is told: no error is added on the way up to the nearest nullable value. */
const FAILED = Symbol('failed')

/** Shapes what was fetched for the root of an operation: null where a null went all the way up. */
export function complete(shape: ObjectShape, fetched: Fetched, completion: Completion): unknown {
  const data = completeObject(shape, fetched, undefined, completion)
  return data === FAILED ? null : data
}

/** `answered` is what an earlier selection of the same object has come to. */
function completeObject(
  shape: ObjectShape,
  fetched: Fetched,
  answered: Answer | undefined,
  completion: Completion,
): Answer | typeof FAILED {
  const answer = answered ?? {}
  for (const field of shape.fields) {
    const mayBeAnswered = answered !== undefined || (field.kind === 'value' && field.isRepeated)
    const known = mayBeAnswered && Object.hasOwn(answer, field.name) ? answer[field.name] : undefined
    const value = completeField(field, fetched, known, completion)
    if (value === FAILED) return FAILED
    if (field.name === '__proto__') Object.defineProperty(answer, field.name, { value, ...OWN })
    else answer[field.name] = value
  }
  return answer
}

function completeField(
  field: FieldShape,
  fetched: Fetched,
  answered: unknown,
  completion: Completion,
): unknown {
  switch (field.kind) {
    case 'value': {
      const { name, parent } = field
      const value = completeValue(
        field.value,
        field.read(fetched) ?? null,
        answered,
        name,
        parent,
        completion,
      )
      return value === FAILED && !field.value.nonNull ? null : value
    }
    case 'typename': {
      const typename = field.read(fetched)
      const type = typeof typename === 'string' ? completion.objectType(typename) : undefined
      return (type === undefined ? field.fallback : type) ?? FAILED
    }
    case 'introspection':
      return completion.introspect(field.selection)
    default:
      return field satisfies never
  }
}

/** FAILED is a null that is told of, whatever the nullability: who asked decides whether it goes up. */
function completeValue(
  shape: ValueShape,
  fetched: unknown,
  answered: unknown,
  key: Key,
  parent: string,
  completion: Completion,
): unknown {
  if (answered === null) return null
  if (fetched === null) {
    if (!shape.nonNull) return null
    return fail(completion, key, `Cannot return null for non-nullable ${describe(shape, key, parent)}.`)
  }
  switch (shape.kind) {
    case 'leaf':
      if (answered !== undefined) return answered
      if (shape.isValid(fetched)) return fetched
      return fail(completion, key, `Invalid value found for ${describe(shape, key, parent)}.`)
    case 'list': {
      assert(
        Array.isArray(fetched),
        () => `Invalid non-list value ${fetched as string} returned by subgraph for list type ${shape.type}`,
      )
      completion.path.push(key)
      const values = completeList(shape.of, fetched, answered as unknown[] | undefined, parent, completion)
      completion.path.pop()
      return values
    }
    case 'object': {
      assert(
        typeof fetched === 'object',
        () =>
          `Invalid non-object value ${JSON.stringify(fetched)} returned by subgraph for composite type ${shape.type}`,
      )
      const { __typename: typename } = fetched as { __typename?: unknown }
      assert(
        typename === undefined || typeof typename === 'string',
        () =>
          `Invalid non-string value ${JSON.stringify(typename)} for __typename at ${[...completion.path, key].join()}`,
      )
      const actual = shape.as(typename || undefined)
      if (!actual)
        return fail(
          completion,
          key,
          `Invalid __typename found for object at ${describe(shape, key, parent)}.`,
        )
      completion.path.push(key)
      const object = completeObject(actual, fetched as Fetched, answered as Answer | undefined, completion)
      completion.path.pop()
      return object
    }
    default:
      return shape satisfies never
  }
}

/** All elements are completed, so that all that is wrong is told. */
function completeList(
  of: ValueShape,
  fetched: readonly unknown[],
  answered: readonly unknown[] | undefined,
  parent: string,
  completion: Completion,
) {
  const values = fetched.map((element, index) =>
    completeValue(of, element, answered?.[index], index, parent, completion),
  )
  if (!values.includes(FAILED)) return values
  return of.nonNull ? FAILED : values.map((value) => (value === FAILED ? null : value))
}

function fail({ errors, path }: Completion, key: Key, message: string): typeof FAILED {
  errors.push(ERRORS.INVALID_GRAPHQL.err(message, { path: [...path, key] }))
  return FAILED
}

const describe = ({ type }: ValueShape, key: Key, parent: string) =>
  typeof key === 'string' ? `field ${parent}.${key}` : `array element of type ${type} at index ${key}`
