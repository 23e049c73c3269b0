import {
  assert,
  isCompositeType,
  isCustomScalarType,
  isListType,
  isNonNullType,
  isObjectType,
  isSubtype,
  isValidLeafValue,
  Variable,
} from '@apollo/federation-internals'
import type {
  CompositeType,
  EnumType,
  FieldSelection,
  ListType,
  NonNullType,
  OperationElement,
  OutputType,
  ScalarType,
  Schema,
  SelectionSet,
} from '@apollo/federation-internals'
import type { Variables } from './run.ts'

/** The fields of an object in an answer, in their order; the object has one type, whose fragments are spread in here. */
export interface ObjectShape {
  /** A field whose value has fields, and that is selected in several places, is here as often: its values are merged. */
  readonly fields: readonly FieldShape[]
}

export type FieldShape = { readonly name: string; readonly read: Read } & (
  | {
      readonly kind: 'value'
      readonly parent: string
      readonly value: ValueShape
      /** It was selected before in the same object: what that has come to is completed further. */
      readonly isRepeated: boolean
    }
  /** `fallback` is the type where what was fetched names none. */
  | { readonly kind: 'typename'; readonly fallback: string | null }
  | { readonly kind: 'introspection'; readonly selection: FieldSelection }
)

/** Reads a field of what was fetched: null where it isn't there. */
type Read = (fetched: Readonly<Record<string, unknown>>) => unknown

export type ValueShape = { readonly nonNull: boolean; readonly type: string } & (
  | { readonly kind: 'leaf'; readonly isValid: (value: unknown) => boolean }
  | { readonly kind: 'list'; readonly of: ValueShape }
  | {
      readonly kind: 'object'
      /** The shape for a `__typename`; of the declared type without one; undefined where there is no such type. */
      readonly as: (typename: string | undefined) => ObjectShape | undefined
    }
)

/** What shapes are compiled from: they hold for these values of the variables that @skip and @include name. */
interface Source {
  readonly schema: Schema
  readonly variables: Variables
}

/** Compiles what an object of a type answers to selections. What lies below it is compiled when it is first met. */
export function compileObject(
  source: Source,
  selections: SelectionSet,
  type: CompositeType,
  isKnown: boolean,
): ObjectShape {
  const fields: FieldShape[] = []
  collect(source, selections, type, isKnown ? type : undefined, fields)
  return { fields }
}

/** Adds the fields that apply to an object. `actual` is its type, where what was fetched says so. */
function collect(
  source: Source,
  selections: SelectionSet,
  parent: CompositeType,
  actual: CompositeType | undefined,
  fields: FieldShape[],
): void {
  for (const selection of selections.selections()) {
    if (isSkipped(source, selection.element)) continue
    if (selection.kind === 'FieldSelection') {
      const name = selection.element.responseName()
      const isRepeated = fields.some((field) => field.name === name)
      if (!isRepeated || selection.selectionSet)
        fields.push(compileField(source, name, selection, parent, isRepeated))
    } else {
      const { typeCondition } = selection.element
      if (!typeCondition || isSubtype(typeCondition, actual ?? parent))
        collect(source, selection.selectionSet, typeCondition ?? parent, actual, fields)
    }
  }
}

function isSkipped({ schema, variables }: Source, element: OperationElement): boolean {
  const [skip] = element.appliedDirectivesOf(schema.skipDirective())
  const [include] = element.appliedDirectivesOf(schema.includeDirective())
  const holds = (directive: NonNullable<typeof skip | typeof include>): boolean => {
    const given: unknown = directive.arguments().if
    if (!(given instanceof Variable)) return given === true
    const value = variables[given.name]
    assert(
      typeof value === 'boolean',
      () => `Unexpected value ${String(value)} for variable ${String(given)} of ${String(directive)}`,
    )
    return value
  }
  return (skip !== undefined && holds(skip)) || (include !== undefined && !holds(include))
}

function compileField(
  source: Source,
  name: string,
  selection: FieldSelection,
  parent: CompositeType,
  isRepeated: boolean,
): FieldShape {
  const { definition } = selection.element
  const read = reader(name)
  if (definition.isSchemaIntrospectionField()) return { kind: 'introspection', name, read, selection }
  if (selection.element.name === '__typename')
    return {
      kind: 'typename',
      name,
      read: name === '__typename' ? read : (fetched) => read(fetched) ?? fetched['__typename'],
      fallback: isObjectType(parent) ? parent.name : null,
    }
  // A definition's type is only missing while its schema is being built.
  const value = compileValue(source, definition.type!, selection.selectionSet) // eslint-disable-line @typescript-eslint/no-non-null-assertion
  return { kind: 'value', name, read, parent: parent.name, value, isRepeated }
}

/** A response name that every object has too, like `constructor`, is only read where it was fetched. */
const reader = (name: string): Read =>
  name in Object.prototype
    ? (fetched) => (Object.hasOwn(fetched, name) ? fetched[name] : null)
    : (fetched) => fetched[name]

type NullableType = ScalarType | EnumType | CompositeType | ListType<OutputType>

function compileValue(source: Source, declared: OutputType, below: SelectionSet | undefined): ValueShape {
  const nonNull = isNonNullType(declared)
  const type: NullableType = nonNull
    ? (declared as NonNullType<NullableType>).ofType
    : (declared as NullableType)
  const about = { nonNull, type: type.toString() }
  if (isListType(type)) return { kind: 'list', ...about, of: compileValue(source, type.ofType, below) }
  if (isCompositeType(type)) {
    assert(below, () => `Invalid empty selection set for composite type ${type.name}`)
    return { kind: 'object', ...about, as: shapesByType(source, type, below) }
  }
  const { schema } = source
  const isText = type === schema.stringType() || type === schema.idType()
  return {
    kind: 'leaf',
    ...about,
    isValid: isCustomScalarType(type)
      ? () => true
      : (value) => (isText && typeof value === 'string') || isValidLeafValue(schema, value, type),
  }
}

function shapesByType(source: Source, declared: CompositeType, below: SelectionSet) {
  const shapes = new Map<string | undefined, ObjectShape>()
  return (typename: string | undefined) => {
    const known = shapes.get(typename)
    if (known) return known
    const type = typename === undefined ? declared : source.schema.type(typename)
    if (!type || !isCompositeType(type)) return undefined
    const shape = compileObject(source, below, type, typename !== undefined)
    shapes.set(typename, shape)
    return shape
  }
}
