/** The largest request body, in bytes: what the largest accepted input needs as JSON and base64. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024
