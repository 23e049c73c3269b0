import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
} from 'graphql'
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql'

/** How much an operation asks for, known before anything is done for it. */
export interface Measure {
  /** Levels of fields. */
  readonly depth: number
  /** Fields that the answer may hold, lists as long as asked for, with dear ones counted as many. */
  readonly cost: number
  readonly aliases: number
}

/** What costs more than to look something up, in fields. */
export const WEIGHTS: Readonly<Record<string, number>> = {
  'User.searchMemories': 20,
  'User.context': 50,
  'User.searchMessages': 20,
  'Conversation.searchMessages': 20,
  'Query.resolveDependencies': 50,
  'Mutation.createSandbox': 100,
  'Mutation.runCode': 100,
  'Mutation.endConversation': 50,
}
const MUTATION_WEIGHT = 10

/** What a page holds where `first` is not given, and at most; and a list without pages, about. */
const DEFAULT_PAGE = 20
const MAX_PAGE = 100
const LIST = 10

/** What a page holds at most for what is given as `first`. */
export function pageSizeOf(first: unknown): number {
  const size = first ?? DEFAULT_PAGE
  return typeof size === 'number' ? Math.min(Math.max(size, 1), MAX_PAGE) : MAX_PAGE
}

const NOTHING: Measure = { depth: 0, cost: 0, aliases: 0 }

/**
 * Measures a valid operation, in time linear in its length: a fragment is measured once, however often it is spread.
 * `pages`: the variables that say how long pages are, which alone change the measure.
 */
export function measureOperation(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Measure & { readonly pages: ReadonlySet<string> } {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const measured = new Map<string, Measure>()
  const pages = new Set<string>()

  function ofSelections(parent: GraphQLCompositeType, { selections }: SelectionSetNode): Measure {
    let [depth, cost, aliases] = [0, 0, 0]
    for (const node of selections) {
      const part =
        node.kind === Kind.FIELD
          ? ofField(parent, node)
          : node.kind === Kind.INLINE_FRAGMENT
            ? ofSelections(typeNamed(node.typeCondition?.name.value) ?? parent, node.selectionSet)
            : ofFragment(node.name.value)
      depth = Math.max(depth, part.depth)
      cost += part.cost
      aliases += part.aliases
    }
    return { depth, cost, aliases }
  }

  function ofFragment(name: string): Measure {
    const known = measured.get(name)
    if (known) return known
    const fragment = fragments.get(name)
    const type = typeNamed(fragment?.typeCondition.name.value)
    const measure = fragment && type ? ofSelections(type, fragment.selectionSet) : NOTHING
    measured.set(name, measure)
    return measure
  }

  function ofField(parent: GraphQLCompositeType, node: FieldNode): Measure {
    const aliases = node.alias ? 1 : 0
    const name = node.name.value
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
    // Introspection: graphql-js bounds it, and production has none.
    if (!field) return { depth: 1, cost: 0, aliases }
    const type = getNamedType(field.type)
    const inner = node.selectionSet && isCompositeType(type) ? ofSelections(type, node.selectionSet) : NOTHING
    return {
      depth: 1 + inner.depth,
      cost: weightOf(parent, name) + sizeOf(parent, field, node) * inner.cost,
      aliases: aliases + inner.aliases,
    }
  }

  const weightOf = (parent: GraphQLCompositeType, name: string) =>
    WEIGHTS[`${parent.name}.${name}`] ?? (parent === schema.getMutationType() ? MUTATION_WEIGHT : 1)

  /** How often what is selected below a field is in the answer. A connection counts its page; its `edges` are that page. */
  function sizeOf(parent: GraphQLCompositeType, field: GraphQLField<unknown, unknown>, node: FieldNode) {
    if (field.args.some(({ name }) => name === 'first')) return pageOf(node)
    if (!isListType(getNullableType(field.type))) return 1
    return parent.name.endsWith('Connection') ? 1 : LIST
  }

  function pageOf({ arguments: given = [] }: FieldNode): number {
    const value = given.find(({ name }) => name.value === 'first')?.value
    if (!value || value.kind === Kind.NULL) return DEFAULT_PAGE
    if (value.kind === Kind.VARIABLE) {
      pages.add(value.name.value)
      return pageSizeOf(variables[value.name.value])
    }
    return value.kind === Kind.INT ? pageSizeOf(Number(value.value)) : MAX_PAGE
  }

  function typeNamed(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : schema.getType(name)
    return isCompositeType(type) ? type : undefined
  }

  const root = schema.getRootType(operation.operation)
  return { ...(root ? ofSelections(root, operation.selectionSet) : NOTHING), pages }
}
