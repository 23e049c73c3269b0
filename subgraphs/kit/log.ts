import { pino } from 'pino'

export type { Logger } from 'pino'

/** A process's log, as JSON lines on standard output. Content and credentials are never logged. */
export const createLog = (service: string, level: string) => pino({ level, base: { service } })
