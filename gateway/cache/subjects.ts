import { Kind } from 'graphql'
import type { ArgumentNode, DocumentNode, OperationDefinitionNode, SelectionSetNode } from 'graphql'
import { userIdOf } from '../../prisma/ids.ts'
import type { Identity } from '../../subgraphs/kit/identity.ts'
import type { UserVersion, Versions } from '../../subgraphs/kit/cache/versions.ts'

/** Which version the users have whom an operation may tell of. Null where that is not known before it runs. */
export type VersionsOf = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  identity: Identity,
) => Promise<readonly UserVersion[] | null>

/** A way in which a root field may name a user, or something that a user owns: by a text, or a variable of this name. */
interface Name {
  readonly by: 'user' | 'externalId' | 'owned'
  readonly text?: string
  readonly variable?: string
}

/** Of a root field: one of them is to be given. */
type Subject = readonly Name[]

/**
 * An end user's operations tell of that user alone. An API key's tell of those whom their root fields name by id or
 * externalId, and of nobody else: what leads from one user to another has no age. Others are not known, nor is anybody who
 * does not exist.
 */
export function createVersionsOf(versions: Versions): VersionsOf {
  const known = new WeakMap<OperationDefinitionNode, readonly Subject[] | null>()

  return async (document, operation, variables, { appId, user }) => {
    if (user) return settled([versions.ofUser(user.id)])
    let subjects = known.get(operation)
    if (subjects === undefined) known.set(operation, (subjects = readSubjects(document, operation)))
    if (!subjects) return null
    const found: Promise<UserVersion | null>[] = []
    for (const names of subjects) {
      const given = names.flatMap(({ by, text, variable = '' }) => {
        const value = text ?? variables[variable]
        return typeof value === 'string' ? [{ by, value }] : []
      })
      const [name, ...others] = given
      if (!name || others.length > 0) return null
      if (name.by === 'externalId') found.push(versions.ofUser(userIdOf(appId, name.value)))
      else found.push(name.by === 'user' ? versions.ofUser(name.value) : versions.ofOwner(name.value))
    }
    return settled(found)
  }
}

/** Each user once, in an order of their own. */
async function settled(asked: Promise<UserVersion | null>[]): Promise<readonly UserVersion[] | null> {
  const found = new Map<string, UserVersion>()
  for (const version of await Promise.all(asked)) {
    if (!version) return null
    // Asked for twice at different moments, it may have changed between.
    if ((found.get(version.userId)?.version ?? version.version) !== version.version) return null
    found.set(version.userId, version)
  }
  return [...found.values()].toSorted((one, other) => (one.userId < other.userId ? -1 : 1))
}

function readSubjects(document: DocumentNode, operation: OperationDefinitionNode): Subject[] | null {
  const subjects: Subject[] = []
  const seen = new Set<string>()

  function visit({ selections }: SelectionSetNode): boolean {
    return selections.every((selection) => {
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value === '__typename') return true
        const subject = readSubject(selection.name.value, selection.arguments ?? [], operation)
        if (subject) subjects.push(subject)
        return subject !== null
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) return visit(selection.selectionSet)
      const name = selection.name.value
      if (seen.has(name)) return true
      seen.add(name)
      const fragment = document.definitions.find(
        (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
      )
      return fragment?.kind === Kind.FRAGMENT_DEFINITION && visit(fragment.selectionSet)
    })
  }

  return visit(operation.selectionSet) ? subjects : null
}

/** Defaults of variables are not looked at: such a field is not known. */
function readSubject(
  field: string,
  given: readonly ArgumentNode[],
  { variableDefinitions = [] }: OperationDefinitionNode,
): Subject | null {
  const names: Name[] = []
  for (const { name, value } of given) {
    if ((name.value !== 'id' && name.value !== 'externalId') || value.kind === Kind.NULL) continue
    const by = name.value === 'externalId' ? 'externalId' : field === 'user' ? 'user' : 'owned'
    if (value.kind === Kind.STRING) names.push({ by, text: value.value })
    else if (value.kind !== Kind.VARIABLE) return null
    else {
      const variable = value.name.value
      const definition = variableDefinitions.find((defined) => defined.variable.name.value === variable)
      if (!definition || definition.defaultValue) return null
      names.push({ by, variable })
    }
  }
  return names.length > 0 ? names : null
}
