import { Pool } from 'undici'
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

/** Files that another subgraph has begun to give: to be read, or dropped. */
export interface GivenFiles {
  readonly userId: string
  /** @throws TarLimitError where there are more than may be; UNAVAILABLE where they do not come to their end. */
  read(limits: { maxFiles: number; maxBytes: number }): Promise<WholeFile[]>
  drop(): void
}

/** Another subgraph, which gives files to this one for a caller. */
export interface Peer {
  /**
   * Asks for the files at a path as the caller, who is checked there as in its graph. What it refuses is thrown as it said it,
   * of this `field`; where it does not answer, UNAVAILABLE.
   */
  files(path: string, identity: Identity, field: string): Promise<GivenFiles>
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
  const pool = new Pool(new URL(url).origin, {
    connections: CONNECTIONS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_MS },
    headersTimeout: ANSWER_MS,
    bodyTimeout: SILENCE_MS,
  })
  const away = () => failure('UNAVAILABLE', `the ${name} subgraph does not answer; try again`)
  return {
    async files(path, identity, field) {
      const headers = { [IDENTITY_HEADER]: await sign(identity) }
      const signal = AbortSignal.timeout(ANSWER_MS)
      const answer = await pool.request({ method: 'GET', path, headers, signal }).catch(() => {
        throw away()
      })
      const { statusCode, body } = answer
      // It is told to whoever reads; nobody does who drops it.
      body.on('error', () => undefined)
      const owner = answer.headers[OWNER_HEADER]
      if (statusCode === 200 && typeof owner === 'string')
        return {
          userId: owner,
          read: (limits) =>
            readWholeTar(body, { ...limits, idleMs: SILENCE_MS }).catch((error: unknown) => {
              throw error instanceof TarLimitError ? error : away()
            }),
          drop: () => void body.destroy(),
        }
      const told = refusal.safeParse(await body.json().catch(() => null))
      if (!told.success) throw away()
      const [{ message, extensions }] = told.data.errors
      const { code, retryAfterMs } = extensions
      throw failure(code, message, {
        ...(extensions.field !== undefined && { field }),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      })
    },
    close: () => pool.destroy(),
  }
}
