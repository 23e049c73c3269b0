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

/** A root field names a user, or something that a user owns, by an argument: with a text, or with a variable of this name. */
interface Subject {
  readonly by: 'user' | 'externalId' | 'owned'
  readonly text?: string
  readonly variable?: string
}

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
    for (const { by, text, variable } of subjects) {
      const given = text ?? variables[variable ?? '']
      if (typeof given !== 'string') return null
      if (by === 'externalId') found.push(versions.ofUser(userIdOf(appId, given)))
      else found.push(by === 'user' ? versions.ofUser(given) : versions.ofOwner(given))
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
        const subject = readSubject(selection.name.value, selection.arguments ?? [])
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

/** Of the argument that is given. Defaults of variables are not looked at: such an operation is not known. */
function readSubject(field: string, given: readonly ArgumentNode[]): Subject | null {
  const named = given.filter(({ value }) => value.kind !== Kind.NULL)
  const [argument, ...others] = named.filter(
    ({ name: { value } }) => value === 'id' || value === 'externalId',
  )
  if (!argument || others.length > 0) return null
  const { name, value } = argument
  const by = name.value === 'externalId' ? 'externalId' : field === 'user' ? 'user' : 'owned'
  if (value.kind === Kind.STRING) return { by, text: value.value }
  return value.kind === Kind.VARIABLE ? { by, variable: value.name.value } : null
}
