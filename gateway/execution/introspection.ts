import type { FieldSelection } from '@apollo/federation-internals'
import { executeSync, Kind, OperationTypeNode, visit } from 'graphql'
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode, SelectionNode } from 'graphql'
import type { Variables } from './run.ts'

/** What the schema says of itself: the value of a `__schema` or `__type` field of an operation. */
export function introspect(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  selection: FieldSelection,
  variableValues: Variables,
): unknown {
  const field = selection.expandFragments().toSelectionNode()
  const used = variablesIn(field)
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: OperationTypeNode.QUERY,
        variableDefinitions: variableDefinitions.filter(({ variable }) => used.has(variable.name.value)),
        selectionSet: { kind: Kind.SELECTION_SET, selections: [field] },
      },
    ],
  }
  const { data, errors } = executeSync({ schema, document, rootValue: {}, variableValues })
  if (!data) throw new Error(`introspection failed: ${errors?.join() ?? 'no data'}`)
  return data[selection.element.responseName()]
}

function variablesIn(node: SelectionNode): ReadonlySet<string> {
  const names = new Set<string>()
  visit(node, { Variable: ({ name }) => void names.add(name.value) })
  return names
}
