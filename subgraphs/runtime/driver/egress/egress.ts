import { lookup as lookupAddresses } from 'node:dns'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { Agent, request as send } from 'undici'
import type { FetchAnswer, FetchRequest } from '../child.ts'
import type { DriverObserver, EgressRule, NetworkPolicy } from '../types.ts'
import { createAddressCheck } from './addresses.ts'
import type { AddressRange } from './addresses.ts'
import { blotOut, blotOutBytes } from './blot.ts'
import { isRefusedHeader, ruleFor } from './rules.ts'

const CONNECT_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 15_000
const MAX_ANSWER_BYTES = 4 * 2 ** 20
const MAX_HEADER_BYTES = 64 * 1024
/** Requests of one run. */
const MAX_REQUESTS = 64

/** A request that is not made, or came to nothing; `message` is shown to the code, `outcome` is counted. */
class EgressError extends Error {
  override readonly name = 'EgressError'
  readonly outcome: string

  constructor(outcome: string, message: string) {
    super(message)
    this.outcome = outcome
  }
}

/** Asks hosts for one sandbox. */
export type Fetch = (request: FetchRequest, signal: AbortSignal) => Promise<FetchAnswer>

export interface Egress {
  /** What may be asked in one run. Redirects are not followed: the code asks again, which is judged like any other request. */
  forRun(policy: NetworkPolicy): Fetch
  close(): Promise<void>
}

/** @param own address ranges that may be reached although they are private */
export function createEgress(own: readonly AddressRange[], observer: Pick<DriverObserver, 'egress'>): Egress {
  const addresses = createAddressCheck(own)
  // What was looked up and found allowed is what is connected to: nothing is looked up twice.
  const lookup: LookupFunction = (hostname, options, callback) => {
    lookupAddresses(hostname, { ...options, all: true }, (error, found) => {
      const allowed = error ? [] : found.filter(({ address }) => addresses.isAllowed(address))
      const [first] = allowed
      if (error) callback(error, [])
      else if (!first || allowed.length < found.length) callback(refusedAddress(), [])
      else if (options.all) callback(null, allowed)
      else callback(null, first.address, first.family)
    })
  }
  const agent = new Agent({
    connect: { lookup, timeout: CONNECT_TIMEOUT_MS },
    headersTimeout: REQUEST_TIMEOUT_MS,
    bodyTimeout: REQUEST_TIMEOUT_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // No connection is used twice: a request fails on one that its host is closing, and a POST may not be sent again.
    pipelining: 0,
  })

  function judge(policy: NetworkPolicy, { url: text, method }: FetchRequest): { url: URL; rule: EgressRule } {
    const url = URL.canParse(text) ? new URL(text) : null
    if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
      throw new EgressError('refused', 'only http and https URLs without a user can be fetched')
    const rule = ruleFor(policy.allow, url, method)
    if (!rule) throw new EgressError('refused', `${method} ${url.host} is not allowed`)
    const literal = url.hostname.replace(/^\[|\]$/g, '')
    if (isIP(literal) !== 0 && !addresses.isAllowed(literal)) throw refusedAddress()
    const isOwn = isIP(literal) !== 0 && addresses.isOwn(literal)
    if (url.protocol !== 'https:' && !isOwn && Object.keys(rule.secretHeaders).length > 0)
      throw new EgressError('refused', `${url.host} is asked over https only`)
    return { url, rule }
  }

  async function ask(
    policy: NetworkPolicy,
    request: FetchRequest,
    signal: AbortSignal,
  ): Promise<FetchAnswer> {
    const { url, rule } = judge(policy, request)
    const headers = headersOf(request, rule)
    const answer = await send(url, {
      dispatcher: agent,
      method: request.method,
      headers: headers.flat(),
      body: request.body.byteLength > 0 ? request.body : null,
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_TIMEOUT_MS)]),
    })
    const secrets = Object.values(rule.secretHeaders)
    return {
      status: answer.statusCode,
      headers: Object.entries(answer.headers).flatMap(([name, value]) =>
        [value ?? []].flat().map((each) => [name, blotOut(each, secrets)] as const),
      ),
      body: blotOutBytes(await readBody(answer.body), secrets),
    }
  }

  return {
    forRun(policy) {
      let left = MAX_REQUESTS
      return async (request, signal) => {
        try {
          if (left === 0) throw new EgressError('refused', `a run may make ${MAX_REQUESTS} requests`)
          left -= 1
          const answer = await ask(policy, request, signal)
          observer.egress('answered')
          return answer
        } catch (error) {
          const { outcome, message } = explain(error, signal)
          observer.egress(outcome)
          return { reason: message }
        }
      }
    },
    close: () => agent.destroy(),
  }
}

const refusedAddress = () =>
  new EgressError('refused', 'the host has an address that is private or of this network')

/** Without what is not the author's to say; the rule's own replace the author's. */
function headersOf({ headers }: FetchRequest, { secretHeaders }: EgressRule): [string, string][] {
  const given = headers.map(([name, value]) => {
    if (!/^[!#$%&'*+.^_`|~\dA-Za-z-]{1,256}$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw new EgressError('refused', 'a header is not well formed')
    return [name.toLowerCase(), value] as [string, string]
  })
  return [
    ...given.filter(([name]) => !isRefusedHeader(name) && !Object.hasOwn(secretHeaders, name)),
    ...Object.entries(secretHeaders),
    ['accept-encoding', 'identity'],
  ]
}

async function readBody(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > MAX_ANSWER_BYTES)
      throw new EgressError('failed', `the answer is larger than ${MAX_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** In words of our own: what a library says may hold what was sent. */
function explain(error: unknown, signal: AbortSignal): Pick<EgressError, 'outcome' | 'message'> {
  if (error instanceof EgressError) return error
  if (signal.aborted) return { outcome: 'failed', message: 'the run ended' }
  const { name, code } = error as { name?: string; code?: string }
  if (name === 'TimeoutError' || code?.includes('TIMEOUT'))
    return { outcome: 'timeout', message: 'the host took too long' }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return { outcome: 'failed', message: 'there is no such host' }
  return { outcome: 'failed', message: 'the host could not be asked' }
}
