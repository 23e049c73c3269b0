import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Supergraph } from '@apollo/federation-internals'
import { parse, validate } from 'graphql'

/** An operation that clients send, whose answer must stay. */
export interface Published {
  readonly name: string
  readonly body: string
}

export interface Broken {
  readonly name: string
  readonly problems: readonly string[]
}

/** The published operations that a supergraph does not answer any more, each with the reasons. */
export function brokenOperations(supergraphSdl: string, published: readonly Published[]): Broken[] {
  const schema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema()
  return published.flatMap(({ name, body }) => {
    const problems = validate(schema, parse(body)).map(({ message }) => message)
    return problems.length > 0 ? [{ name, problems }] : []
  })
}

/**
 * What was published: a folder of `.graphql` files, one operation each, or a persisted-query manifest in Apollo's format,
 * `{"operations": [{"name", "body"}, …]}`.
 */
export async function readPublished(path: string): Promise<Published[]> {
  if ((await stat(path)).isDirectory()) {
    const files = (await readdir(path)).filter((name) => name.endsWith('.graphql')).sort()
    return Promise.all(files.map(async (name) => ({ name, body: await readFile(join(path, name), 'utf8') })))
  }
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { operations?: Published[] }
  if (!Array.isArray(manifest.operations)) throw new Error(`${path} has no list of operations`)
  return manifest.operations
}
