import type { GraphQLError } from 'graphql'
import { failure } from '../kit/errors.ts'
import type { CapacityError } from './driver/errors.ts'
import type { SandboxRow } from './store/sandboxes.ts'

/** Why a sandbox that is not running can't be used. */
export const notRunning = ({ id, state }: Pick<SandboxRow, 'id' | 'state'>, field: string): GraphQLError =>
  state === 'PAUSED'
    ? failure('CONFLICT', `sandbox ${id} is paused: resume it first`, { field })
    : failure('GONE', `sandbox ${id} ${state === 'LOST' ? 'was lost with its process' : 'has ended'}`, {
        field,
      })

export const elsewhere = (id: string, field: string): GraphQLError =>
  failure('UNAVAILABLE', `sandbox ${id} lives on another host than the one that was asked`, { field })

export const busy = (what: string, { retryAfterMs }: CapacityError): GraphQLError =>
  failure('RATE_LIMITED', `${what}; try again in ${retryAfterMs} ms`, { retryAfterMs })
