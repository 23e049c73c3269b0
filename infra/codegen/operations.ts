import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { getOperationAST, Kind, parse, print, visit } from 'graphql'
import type { DocumentNode, FieldNode } from 'graphql'

export interface OperationFile {
  readonly location: string
  readonly document: DocumentNode
  /** What `# version 2` at the beginning of the file says, else 1. */
  readonly version: number
}

const VERSION = /^# version (\d+)\n/

export async function readOperations(folder: string): Promise<OperationFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort()
  return Promise.all(
    names.map(async (location) => {
      const text = await readFile(`${folder}${location}`, 'utf8')
      const [, version = '1'] = VERSION.exec(text) ?? []
      return { location, document: withTypenames(parse(text)), version: Number(version) }
    }),
  )
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }

/**
 * With `__typename` last in every selection below the operation's, where clients that keep a normalised cache put it: what
 * they send is the text whose hash is in the manifest.
 */
const withTypenames = (document: DocumentNode): DocumentNode =>
  visit(document, {
    SelectionSet(node, _, parent) {
      if (parent && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION) return undefined
      return { ...node, selections: [...node.selections, TYPENAME] }
    },
  })

/** The manifest of operations, as `gateway/persisted/manifest.ts` reads it. */
export function manifestOf(files: readonly OperationFile[]): string {
  const operations = files.map(({ location, document, version }) => {
    const operation = getOperationAST(document)
    if (!operation?.name) throw new Error(`operations/${location} must have one operation, with a name`)
    const body = print(document)
    const id = createHash('sha256').update(body).digest('hex')
    return { id, name: operation.name.value, version, type: operation.operation, body }
  })
  return `${JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2)}\n`
}
