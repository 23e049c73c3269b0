import { pino } from 'pino'
import { told } from './told.ts'

export type { Logger } from 'pino'

/** A process's log, as JSON lines on standard output. Content and credentials are never logged: of an error, what is ours. */
export const createLog = (service: string, level: string) =>
  pino({ level, base: { service }, serializers: { err: (error: unknown) => told(error) } })
