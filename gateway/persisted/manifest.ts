import { createHash } from 'node:crypto'
import { z } from 'zod'

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const operation = z
  .object({
    /** SHA-256 of the body, in hex. */
    id: z.string(),
    name: z.string().min(1),
    /** 1, 2 …: what a name stands for changes with it alone. */
    version: z.int().min(1),
    type: z.enum(['query', 'mutation']),
    body: z.string().min(1),
    /** Of what a later manifest no longer has: when it stops being served. ISO-8601. */
    validUntil: z.iso.datetime().optional(),
  })
  .refine(({ id, body }) => id === hashOf(body), 'the id is not the SHA-256 of the body')

/** Apollo's format of manifests, with versions of operations and when they end. */
const manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(operation),
})

export type Manifest = z.output<typeof manifest>
export type PersistedOperation = Manifest['operations'][number]

/** An operation as it can be asked for other than by its hash: `AddMemories@1`. */
export const nameOf = ({ name, version }: Pick<PersistedOperation, 'name' | 'version'>) =>
  `${name}@${version}`

/** Throws an Error that says what is not right: also where a name and version stand for two operations. */
export function parseManifest(text: string): Manifest {
  const parsed = manifest.parse(JSON.parse(text))
  const names = new Map<string, string>()
  for (const each of parsed.operations) {
    const name = nameOf(each)
    if ((names.get(name) ?? each.id) !== each.id) throw new Error(`${name} stands for two operations`)
    names.set(name, each.id)
  }
  return parsed
}
