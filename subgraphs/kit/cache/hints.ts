import { getNamedType, isCompositeType, isInterfaceType, isObjectType } from 'graphql'
import { isTypeDefinitionNode, isTypeExtensionNode } from 'graphql'
import { Kind, OperationTypeNode, parse, typeFromAST } from 'graphql'
import type { ConstDirectiveNode, DocumentNode, FragmentDefinitionNode } from 'graphql'
import type { GraphQLNamedType, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql'

/** How an answer may be kept: for how many seconds, 0: not at all; and whether it is the same for everybody. */
export interface CachePolicy {
  readonly maxAge: number
  readonly scope: 'PUBLIC' | 'PRIVATE'
}

export const NOT_KEPT: CachePolicy = { maxAge: 0, scope: 'PRIVATE' }

/** The policy of an operation of a document that is valid in the schema. */
export type PolicyOf = (document: DocumentNode, operation: OperationDefinitionNode) => CachePolicy

/**
 * Reads what a schema's `@cacheControl` allow of an operation, before it runs: the least age and the narrowest scope of all
 * fields that it may ask for, skipped ones included. A field that gives an object, or is of the root, is not kept unless it
 * or its type says so; a scalar lasts as long as what it is in. That is Apollo Server's rule, but for the scope, which is
 * PUBLIC only where each age is said to be.
 */
export function readPolicies(schema: GraphQLSchema, sdl: DocumentNode | string): PolicyOf {
  const hints = readHints(typeof sdl === 'string' ? parse(sdl, { noLocation: true }) : sdl)
  const known = new WeakMap<OperationDefinitionNode, CachePolicy>()
  return (document, operation) => {
    let policy = known.get(operation)
    if (!policy) known.set(operation, (policy = restrict(schema, hints, document, operation)))
    return policy
  }
}

function restrict(
  schema: GraphQLSchema,
  hints: ReadonlyMap<string, Hint>,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CachePolicy {
  const root = schema.getRootType(operation.operation)
  if (operation.operation !== OperationTypeNode.QUERY || !root) return NOT_KEPT
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  /** What a fragment asks for counts once, however often it is spread. */
  const seen = new Set<string>()
  let maxAge = Infinity
  let isPublic = true

  function visit({ selections }: SelectionSetNode, type: GraphQLNamedType | undefined): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = selection.name.value
        if (name === '__typename') continue
        const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
        const result = field && getNamedType(field.type)
        const said: Hint = { ...hints.get(result?.name ?? ''), ...hints.get(`${type?.name ?? ''}.${name}`) }
        const inherits = said.inherits ?? !(type === root || isCompositeType(result))
        if (said.maxAge !== undefined || !inherits) {
          maxAge = Math.min(maxAge, said.maxAge ?? 0)
          if (said.scope !== 'PUBLIC') isPublic = false
        }
        if (said.scope === 'PRIVATE') isPublic = false
        if (!field) maxAge = 0
        if (selection.selectionSet) visit(selection.selectionSet, result)
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const { typeCondition, selectionSet } = selection
        visit(selectionSet, typeCondition ? typeFromAST(schema, typeCondition) : type)
      } else {
        const name = selection.name.value
        const fragment = fragments.get(name)
        if (!fragment || seen.has(name)) continue
        seen.add(name)
        visit(fragment.selectionSet, typeFromAST(schema, fragment.typeCondition))
      }
    }
  }

  visit(operation.selectionSet, root)
  if (maxAge === 0 || maxAge === Infinity) return NOT_KEPT
  return { maxAge, scope: isPublic ? 'PUBLIC' : 'PRIVATE' }
}

/** What one `@cacheControl` says. What it does not say is not there. */
interface Hint {
  readonly maxAge?: number
  readonly scope?: string
  readonly inherits?: boolean
}

/** By `Type` and `Type.field`. */
function readHints({ definitions }: DocumentNode): ReadonlyMap<string, Hint> {
  const hints = new Map<string, Hint>()
  const note = (name: string, directives: readonly ConstDirectiveNode[] = []) => {
    for (const directive of directives)
      if (directive.name.value === 'cacheControl') hints.set(name, readHint(directive))
  }
  for (const definition of definitions) {
    if (!isTypeDefinitionNode(definition) && !isTypeExtensionNode(definition)) continue
    const name = definition.name.value
    note(name, definition.directives)
    if ('fields' in definition)
      for (const field of definition.fields ?? []) note(`${name}.${field.name.value}`, field.directives)
  }
  return hints
}

function readHint({ arguments: given = [] }: ConstDirectiveNode): Hint {
  let hint: Hint = {}
  for (const { value } of given) {
    if (value.kind === Kind.INT) hint = { ...hint, maxAge: Number(value.value) }
    if (value.kind === Kind.BOOLEAN) hint = { ...hint, inherits: value.value }
    if (value.kind === Kind.ENUM) hint = { ...hint, scope: value.value }
  }
  return hint
}
