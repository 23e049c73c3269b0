import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Supergraph } from '@apollo/federation-internals'
import { parse, validate } from 'graphql'
import { noticedChanges } from './schema-change.ts'
import type { Published } from './schema-change.ts'

export interface Broken {
  readonly name: string
  readonly problems: readonly string[]
}

/**
 * The published operations that a supergraph does not answer any more, each with the reasons; with the supergraph that they
 * were published with, those too that it answers otherwise than their clients expect.
 */
export function brokenOperations(sdl: string, published: readonly Published[], wasSdl?: string): Broken[] {
  const schema = schemaOf(sdl)
  const was = wasSdl === undefined ? undefined : schemaOf(wasSdl)
  return published.flatMap((operation) => {
    const unanswered = validate(schema, parse(operation.body)).map(({ message }) => message)
    const problems = was && unanswered.length === 0 ? noticedChanges(was, schema, operation) : unanswered
    return problems.length > 0 ? [{ name: operation.name, problems }] : []
  })
}

const schemaOf = (sdl: string) => Supergraph.build(sdl).apiSchema().toGraphQLJSSchema()

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
