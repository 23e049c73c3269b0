import { Cluster, Redis } from 'ioredis'
import type { ClusterOptions, RedisOptions } from 'ioredis'

export type RedisClient = Redis | Cluster

interface ClientOptions extends Pick<ClusterOptions, 'keyPrefix' | 'scripts' | 'enableAutoPipelining'> {
  /** A command that is not answered by then, in milliseconds, fails. */
  readonly commandTimeout: number
}

/** Nobody waits for a Redis that is away: commands fail at once, and it is found soon after it is back. */
const NODE = { connectTimeout: 2_000, maxRetriesPerRequest: 0 } satisfies RedisOptions
const retryStrategy = (attempts: number) => Math.min(attempts * 100, 1_000)
const ALONE = { ...NODE, enableOfflineQueue: false, retryStrategy } satisfies RedisOptions

/**
 * A client of the Redis at `url`; with `?cluster=on`, of the cluster that the node (or configuration endpoint) at `url` is of.
 * Commands that are sent together must not be a pipeline of several keys there: `enableAutoPipelining` makes one for each node.
 */
export function connectRedis(url: string, { commandTimeout, ...options }: ClientOptions): RedisClient {
  const { protocol, username, password, searchParams } = new URL(url)
  if (searchParams.get('cluster') !== 'on') return new Redis(url, { ...ALONE, ...options, commandTimeout })
  return new Cluster([url], {
    ...options,
    enableOfflineQueue: false,
    clusterRetryStrategy: retryStrategy,
    maxRedirections: 3,
    // Certificates are for names: a node is not looked up before it is connected to.
    dnsLookup: (address, callback) => callback(null, address),
    // The other nodes are known by their addresses only.
    redisOptions: {
      ...NODE,
      commandTimeout,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' && { tls: {} }),
    },
  })
}

/** A connection that waits for messages: whatever node of a cluster it reaches, it hears those of all. */
export const connectSubscriber = (url: string, commandTimeout: number): Redis =>
  new Redis(url, { ...ALONE, commandTimeout, autoResubscribe: false })
