import type { GraphQLError } from 'graphql'
import { failure } from '../kit/errors.ts'
import type { CapacityError } from './driver/errors.ts'
import type { SandboxRow } from './store.ts'

export const gone = ({ id, state }: Pick<SandboxRow, 'id' | 'state'>, field: string): GraphQLError =>
  failure('GONE', `sandbox ${id} ${state === 'LOST' ? 'was lost with its process' : 'has ended'}`, { field })

export const elsewhere = (id: string, field: string): GraphQLError =>
  failure('UNAVAILABLE', `sandbox ${id} lives on another host than the one that was asked`, { field })

export const busy = (what: string, { retryAfterMs }: CapacityError): GraphQLError =>
  failure('RATE_LIMITED', `${what}; try again in ${retryAfterMs} ms`, { retryAfterMs })
