/**
 * Why an embedder gave no vectors. RATE_LIMITED and UNAVAILABLE pass by themselves; REFUSED is a matter of the key, the
 * model's name or the texts; MALFORMED and WRONG_DIMENSIONS are answers that are no vectors of this space.
 */
export type EmbedderFailure =
  'TIMEOUT' | 'RATE_LIMITED' | 'UNAVAILABLE' | 'REFUSED' | 'MALFORMED' | 'WRONG_DIMENSIONS'

/** An embedder failed. The message holds neither texts nor credentials. */
export class EmbedderError extends Error {
  readonly reason: EmbedderFailure
  /** The HTTP status of a server that answered. */
  readonly status: number | null
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfterMs: number | null

  constructor(
    reason: EmbedderFailure,
    message: string,
    details: { status?: number; retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause })
    this.name = 'EmbedderError'
    this.reason = reason
    this.status = details.status ?? null
    this.retryAfterMs = details.retryAfterMs ?? null
  }
}
