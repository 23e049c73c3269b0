import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ObjectStore } from '../../../subgraphs/kit/objects/object-store.ts'
import { mulberry32 } from '../../support/random.ts'
import { collect, createWritingStore, keysOf, randomBytes, temporaryObjects } from './support.ts'

const limits = { maxBytes: 10_000_000 }

/** The store as a process sees it that dies at its k-th operation, just before or just after it takes effect. */
function dyingAt(objects: ObjectStore, k: number, when: 'before' | 'after'): ObjectStore {
  let count = 0
  const doomed = async <T>(operation: () => Promise<T>): Promise<T> => {
    count += 1
    if (count < k || (count === k && when === 'after')) {
      const result = await operation()
      if (count < k) return result
    }
    throw new Error('died')
  }
  return {
    ...objects,
    put: (...args) => doomed(() => objects.put(...args)),
    get: (key) => doomed(() => objects.get(key)),
    has: (key) => doomed(() => objects.has(key)),
    size: (key) => doomed(() => objects.size(key)),
  }
}

describe('block store under faults', () => {
  let objects: ObjectStore
  beforeAll(async () => {
    objects = await temporaryObjects()
  })
  afterAll(() => objects.close())

  it.each(['before', 'after'] as const)(
    'leaves a whole snapshot or none when it dies just %s any operation',
    async (when) => {
      const random = mulberry32(30)
      const files = Array.from({ length: 6 }, (_, i) => ({
        path: `f${i}`,
        content: randomBytes(random, 150_000),
      }))
      const healthy = createWritingStore(objects, limits)
      let failures = 0

      for (let k = 1; ; k++) {
        const tenantId = `${when}-${k}`
        const written = await createWritingStore(dyingAt(objects, k, when), limits)
          .write(tenantId, files)
          .catch(() => null)
        const before = await keysOf(objects, `${tenantId}/`)

        for (const key of before.filter((stored) => stored.includes('/manifests/'))) {
          const manifest = await healthy.readManifest(tenantId, key.slice(key.lastIndexOf('/') + 1))
          const restored = await collect(healthy.readAll(tenantId, manifest))
          expect(restored.map(({ path }) => path)).toEqual(files.map(({ path }) => path))
        }

        const again = await healthy.write(tenantId, files)
        expect(again.reusedBlocks).toBe(before.filter((key) => key.includes('/blocks/')).length)
        const manifest = await healthy.readManifest(tenantId, again.manifestId)
        expect(await collect(healthy.readAll(tenantId, manifest))).toHaveLength(files.length)
        if (written) break
        failures += 1
      }
      expect(failures).toBeGreaterThan(20)
    },
  )

  it('does nothing more once a failed write has thrown', async () => {
    const content = randomBytes(mulberry32(31), 3_000_000)
    let active = 0
    let calls = 0
    const slow: ObjectStore = {
      ...objects,
      put: async (key, bytes) => {
        calls += 1
        if (calls === 5) throw new Error('disk full')
        active += 1
        const stored = await objects.put(key, bytes)
        active -= 1
        return stored
      },
    }
    const failed = createWritingStore(slow, limits).write('stopped', [{ path: 'big', content }])
    await expect(failed).rejects.toThrow('disk full')
    expect(active).toBe(0)
    const settled = await keysOf(objects, 'stopped/')
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await keysOf(objects, 'stopped/')).toEqual(settled)
    expect(settled.some((key) => key.includes('/manifests/'))).toBe(false)
  })
})
