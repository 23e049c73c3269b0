import { describeWith } from './describe-with.ts'
import { hasRedis } from './redis.ts'

/** A suite that needs a real Redis. */
export const describeWithRedis = describeWith(hasRedis, {
  needs: 'redis-server on PATH',
  missing: 'redis-server is not installed',
  skipped: 'redis-server is not on PATH',
})
