import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { GraphQLError } from 'graphql'
import { Gauge } from 'prom-client'
import { z } from 'zod'
import { failure } from '../../subgraphs/kit/errors.ts'
import { EVENT_TYPES } from '../../subgraphs/kit/events/event.ts'
import type { StreamEvent } from '../../subgraphs/kit/events/events.ts'
import { sendErrors } from '../../subgraphs/kit/http-errors.ts'
import { optional, parseInput, userRef } from '../../subgraphs/kit/input.ts'
import type { Platform } from '../../subgraphs/kit/platform.ts'
import { nameUser, requireUser } from '../../subgraphs/kit/users.ts'
import type { Authenticator } from '../auth/authenticator.ts'
import { createOpenStreams } from './limits.ts'
import type { StreamLimits } from './limits.ts'
import { sendStream } from './stream.ts'

const KNOWN_TYPES = new Set<string>(EVENT_TYPES)

/** `types=memory.added,run.finished`: the events to send, by default all but those that hold content. */
const types = z.string().transform((value, issues): ReadonlySet<string> => {
  const given = value.split(',')
  const unknown = given.find((type) => !KNOWN_TYPES.has(type))
  if (unknown !== undefined)
    issues.addIssue({ code: 'custom', message: `has no ${unknown}: ${EVENT_TYPES.join(', ')}` })
  return new Set(given)
})

const eventsQuery = z.strictObject({ ...userRef, types: optional(types) })

export interface EventsRoute {
  readonly platform: Pick<Platform, 'log' | 'shards' | 'events' | 'metrics'>
  readonly authenticate: Authenticator['authenticate']
  /** What lets a request in. */
  readonly onRequest: NonNullable<RouteShorthandOptions['onRequest']>
  readonly limits: StreamLimits
}

/** Serves `GET /events`: what happens to one user's things, as server-sent events. Closing the server ends the streams. */
export function serveEvents(
  app: FastifyInstance,
  { platform, authenticate, onRequest, limits }: EventsRoute,
): void {
  const { log, shards, events, metrics } = platform
  const streams = createOpenStreams(limits)
  new Gauge({
    name: 'event_streams_open',
    help: 'Event streams that a gateway holds open',
    registers: [metrics],
    collect() {
      this.set(streams.count())
    },
  })

  async function open(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const end = new AbortController()
    reply.raw.once('close', () => end.abort())
    const { authorization, 'last-event-id': lastEventId } = request.headers
    const identity = await authenticate(authorization)
    const query = parseInput(eventsQuery, request.query)
    const user = nameUser(identity, query)
    // An externalId is the caller's own by its making, whether or not anything was written for it yet.
    if (user.externalId === null) await shards.read(user.id, (db) => requireUser(db, identity, user))

    // Who has gone meanwhile is not counted in, nor out.
    if (end.signal.aborted) return void reply.hijack()
    streams.admit(identity.keyId, end)
    const owner = { appId: identity.appId, userId: user.id }
    const from = typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : null
    const deliveries = await events.follow(owner, from, end.signal).catch((error: unknown) => {
      end.abort()
      log.debug({ err: error }, 'events can not be followed')
      throw failure('UNAVAILABLE', 'events can not be followed at the moment; try again')
    })

    reply.hijack()
    for (const [name, value = ''] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value)
    await sendStream(reply.raw, {
      deliveries,
      wants: (event) =>
        isOfStream(event) || (query.types?.has(event.type) ?? event.type !== 'sandbox.output'),
      mayGoOn: () =>
        Promise.resolve(authorization)
          .then(authenticate)
          .then(() => true, isOtherThanUnauthenticated),
      end,
    })
  }

  app.addHook('preClose', (done) => {
    streams.endAll()
    done()
  })
  app.route({
    url: '/events',
    method: ['GET', 'OPTIONS'],
    onRequest,
    handler: open,
    errorHandler: sendErrors(log),
    // A HEAD would hold a stream that nobody reads.
    exposeHeadRoute: false,
  })
}

/** Sent whatever types are asked for: without them a client does not know where it is. */
const isOfStream = ({ type }: StreamEvent) => type === 'opened' || type === 'reset'

/** A key that can't be looked up now was good before. */
const isOtherThanUnauthenticated = (error: unknown) =>
  !(error instanceof GraphQLError && error.extensions['code'] === 'UNAUTHENTICATED')
