import { Pool } from 'undici'
import type { Dispatcher } from 'undici'
import { z } from 'zod'
import { ERROR_CODES } from './error-codes.ts'
import { failure } from './errors.ts'
import { createSigner, IDENTITY_HEADER } from './identity.ts'
import type { Identity } from './identity.ts'
import { readWholeTar, TarLimitError } from './tar.ts'
import type { WholeFile } from './tar.ts'

/** How long another subgraph may take: its answer may have to wait for the longest run, and the caller is answered in 75 s. */
const ANSWER_MS = 70_000
const SILENCE_MS = 15_000
const CONNECT_MS = 2_000
/** Shorter than subgraphs keep an idle connection. */
const KEEP_ALIVE_MS = 30_000
const CONNECTIONS = 16

/** Tells, on a route between subgraphs, whose the files are. */
export const OWNER_HEADER = 'x-agent-state-owner'
/** Tells, of the files of what changes, a count of the changes that they have at the least. */
export const REVISION_HEADER = 'x-agent-state-revision'

/** Files that another subgraph has begun to give: to be read, or dropped. */
export interface GivenFiles {
  readonly userId: string
  /** How many changes they have at the least. Null where they are of what does not change. */
  readonly revision: number | null
  /** @throws TarLimitError where there are more than may be; UNAVAILABLE where they do not come to their end. */
  read(limits: { maxFiles: number; maxBytes: number }): Promise<WholeFile[]>
  drop(): void
}

/** Another subgraph, which this one asks for a caller. The caller is checked there as in its graph. */
export interface Peer {
  /**
   * Asks for the files at a path. What it refuses is thrown as it said it, of this `field`; where it does not answer,
   * UNAVAILABLE.
   */
  files(path: string, identity: Identity, field: string): Promise<GivenFiles>
  /** Asks its graph. Fails as files does; after UNAVAILABLE, a mutation may have been done all the same. */
  ask<T>(identity: Identity, query: string, variables: object, data: z.ZodType<T>): Promise<T>
  close(): Promise<void>
}

const refusal = z.object({
  errors: z.tuple([
    z.object({
      message: z.string(),
      extensions: z.object({
        code: z.enum(ERROR_CODES),
        field: z.string().optional(),
        retryAfterMs: z.number().optional(),
      }),
    }),
  ]),
})

/** @param url of its graph; @param name as callers know it. */
export function createPeer(name: string, url: string, identitySecret: string): Peer {
  const sign = createSigner(identitySecret)
  const { origin, pathname } = new URL(url)
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_MS },
    headersTimeout: ANSWER_MS,
    bodyTimeout: SILENCE_MS,
  })
  const away = () => failure('UNAVAILABLE', `the ${name} subgraph does not answer; try again`)

  async function request(
    identity: Identity,
    {
      headers,
      ...options
    }: Pick<Dispatcher.RequestOptions, 'method' | 'path' | 'body'> & { headers?: Record<string, string> },
  ) {
    const signed = { ...headers, [IDENTITY_HEADER]: await sign(identity) }
    const signal = AbortSignal.timeout(ANSWER_MS)
    return pool.request({ ...options, headers: signed, signal }).catch(() => {
      throw away()
    })
  }

  /** What an answer says that is none. */
  function refusalOf(answer: unknown, field?: string): Error {
    const told = refusal.safeParse(answer)
    if (!told.success) return away()
    const [{ message, extensions }] = told.data.errors
    const { code, retryAfterMs } = extensions
    const concerned = extensions.field && (field ?? extensions.field)
    return failure(code, message, {
      ...(concerned !== undefined && { field: concerned }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    })
  }

  return {
    async files(path, identity, field) {
      const { statusCode, headers, body } = await request(identity, { method: 'GET', path })
      // It is told to whoever reads; nobody does who drops it.
      body.on('error', () => undefined)
      const owner = headers[OWNER_HEADER]
      const revision = headers[REVISION_HEADER]
      if (statusCode === 200 && typeof owner === 'string')
        return {
          userId: owner,
          revision: revision === undefined ? null : Number(revision),
          read: (limits) =>
            readWholeTar(body, { ...limits, idleMs: SILENCE_MS }).catch((error: unknown) => {
              throw error instanceof TarLimitError ? error : away()
            }),
          drop: () => void body.destroy(),
        }
      throw refusalOf(await body.json().catch(() => null), field)
    },
    async ask(identity, query, variables, data) {
      const { body } = await request(identity, {
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      })
      const answer: unknown = await body.json().catch(() => null)
      const answered = z.object({ data }).safeParse(answer)
      if (!answered.success) throw refusalOf(answer)
      return answered.data.data
    },
    close: () => pool.destroy(),
  }
}
