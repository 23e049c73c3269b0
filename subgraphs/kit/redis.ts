import { Cluster, Redis } from 'ioredis'
import type { ClusterOptions, RedisOptions } from 'ioredis'

export type RedisClient = Redis | Cluster

interface ClientOptions extends Pick<ClusterOptions, 'keyPrefix' | 'scripts' | 'enableAutoPipelining'> {
  /** A command that is not answered by then, in milliseconds, fails. */
  readonly commandTimeout: number
}

/** Nobody waits for a Redis that is away: commands fail at once, and it is found soon after it is back. */
const COMMON = { connectTimeout: 2_000, maxRetriesPerRequest: 0 } satisfies RedisOptions
const retryStrategy = (attempts: number) => Math.min(attempts * 100, 1_000)

/**
 * A client of the Redis at `url`; with `?cluster=on`, of the cluster that the node (or configuration endpoint) at `url` is of.
 * Commands that are sent together must not be a pipeline of several keys there: `enableAutoPipelining` makes one for each node.
 */
export function connectRedis(url: string, { commandTimeout, ...options }: ClientOptions): RedisClient {
  const { clustered, node } = read(url)
  if (!clustered)
    return new Redis({
      ...COMMON,
      ...node,
      ...options,
      commandTimeout,
      retryStrategy,
      enableOfflineQueue: false,
    })
  const { host, port, ...everyNode } = node
  return new Cluster([{ host, port }], {
    ...options,
    enableOfflineQueue: false,
    clusterRetryStrategy: retryStrategy,
    maxRedirections: 3,
    // Certificates are for names: a node is not looked up before it is connected to.
    dnsLookup: (address, callback) => callback(null, address),
    redisOptions: { ...COMMON, ...everyNode, commandTimeout },
  })
}

/** A connection that waits for messages: whatever node of a cluster it reaches, it hears those of all. */
export function connectSubscriber(url: string, commandTimeout: number): Redis {
  const { node } = read(url)
  return new Redis({
    ...COMMON,
    ...node,
    commandTimeout,
    retryStrategy,
    enableOfflineQueue: false,
    autoResubscribe: false,
  })
}

function read(url: string) {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url)
  const node = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(pathname.length > 1 && { db: Number(pathname.slice(1)) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  }
  return { clustered: searchParams.get('cluster') === 'on', node }
}
