/** `extensions.code` of every expected failure. Clients may branch on these: they do not change. */
export const ERROR_CODES = [
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'GONE',
  'UNAVAILABLE',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]
