import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { signAdoption } from '../../../subgraphs/runtime/driver/kubernetes/adoption.ts'
import { createKubernetesDriver } from '../../../subgraphs/runtime/driver/kubernetes/driver.ts'
import type { KubernetesDriverOptions } from '../../../subgraphs/runtime/driver/kubernetes/driver.ts'
import {
  CapacityError,
  NetworkRefusedError,
  SandboxGoneError,
} from '../../../subgraphs/runtime/driver/errors.ts'
import type { SandboxDriver } from '../../../subgraphs/runtime/driver/types.ts'
import { NAMESPACE, newHost, startCluster } from '../../support/sandbox-cluster.ts'
import type { Cluster } from '../../support/sandbox-cluster.ts'
import { describeDriver } from '../../unit/runtime/driver-behaviour.ts'
import { createSandbox, limits } from '../../unit/runtime/support.ts'

const timeoutMs = 20_000

let cluster: Cluster
const drivers: SandboxDriver[] = []

beforeAll(async () => {
  cluster = await startCluster()
  cluster.setReplicas(2)
}, 240_000)
afterEach(async () => {
  await Promise.all(drivers.splice(0).map((driver) => driver.close()))
})
afterAll(() => cluster.close())

async function start(options: Partial<KubernetesDriverOptions> = {}): Promise<SandboxDriver> {
  const driver = await createKubernetesDriver({
    kubeConfig: cluster.api.kubeConfig,
    namespace: NAMESPACE,
    pools: { javascript: 'sandbox-javascript' },
    maxima: limits,
    host: newHost(),
    adoptionKey: cluster.adoptionKey,
    agentPort: cluster.agentPort,
    ...{ inUse: 4, queue: 20, queueMs: 60_000, leaseMs: 600_000, startMs: 10_000 },
    ...options,
  })
  drivers.push(driver)
  return driver
}

const claims = () => cluster.api.store.list('sandboxclaims')
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20))
}
const result = (driver: SandboxDriver, id: string) => driver.run(id, { code: '6 * 7', timeoutMs })

describe('cluster driver', () => {
  describeDriver((size) => start(size))

  it('says what its pods are', async () => {
    const { isolation } = await start()
    expect(isolation.level).toBe('NAMESPACE')
    expect(isolation.layers).toEqual(
      expect.arrayContaining(['node-permission-model', 'network-policy', 'runtime-class-gvisor']),
    )
    await expect(start({ pools: { javascript: 'none' }, startMs: 500 })).rejects.toThrow(
      'none cannot be read',
    )
  })

  it('claims from the pool without environment or files, and gives the claim back', async () => {
    const driver = await start()
    const id = await createSandbox(driver, [{ path: 'secret.txt', content: Buffer.from('secret') }])
    const [claim] = claims()
    expect(claim?.spec).toEqual({
      warmPoolRef: { name: 'sandbox-javascript' },
      lifecycle: { shutdownTime: expect.any(String) as unknown, shutdownPolicy: 'Delete' },
    })
    expect(JSON.stringify(cluster.api.requests)).not.toMatch(/secret|GREETING/)
    await driver.stop(id)
    expect(claims()).toEqual([])
    await until(() => cluster.pods().every((pod) => pod.claim === null))
  })

  it('has no network to give, and says so', async () => {
    const driver = await start()
    const network = { allow: [] }
    const create = driver.create({ id: 'online', pack: 'javascript', files: [], env: {}, limits, network })
    await expect(create).rejects.toThrow(NetworkRefusedError)
    expect(claims()).toEqual([])
  })

  it('deletes the claims that its host left, and nobody else’s', async () => {
    const host = newHost()
    const first = await start({ host })
    await createSandbox(first)
    const others = await start()
    const id = await createSandbox(others)
    expect(claims()).toHaveLength(2)
    const again = await start({ host })
    expect(claims()).toHaveLength(1)
    expect(await result(others, id)).toMatchObject({ result: '42' })
    await again.close()
  })

  it('waits for a pod that is slow to come, and only so long', async () => {
    cluster.adoptionMs = 300
    const driver = await start()
    expect(await result(driver, await createSandbox(driver))).toMatchObject({ result: '42' })
    cluster.adoptionMs = 5_000
    const hasty = await start({ queueMs: 500 })
    await expect(createSandbox(hasty)).rejects.toThrow(CapacityError)
    cluster.adoptionMs = 0
    expect(claims()).toHaveLength(1)
  })

  it('goes by what the API has, whatever became of its answers', async () => {
    const driver = await start()
    cluster.api.failNext('create', 504, true)
    cluster.api.failNext('create', 500)
    cluster.api.failNext('get', 429)
    const id = await createSandbox(driver)
    cluster.api.failNext('delete', 409)
    await driver.stop(id)
    expect(claims()).toEqual([])
  })

  it('renews leases, through conflicts, and learns that a claim is gone', async () => {
    const driver = await start({ leaseMs: 900 })
    const id = await createSandbox(driver)
    const lease = () => (claims()[0]?.spec.lifecycle as { shutdownTime: string } | undefined)?.shutdownTime
    const before = lease()
    cluster.api.failNext('patch', 409)
    await until(() => lease() !== before)
    expect(await result(driver, id)).toMatchObject({ result: '42' })
    const [claim] = claims()
    cluster.api.store.delete('sandboxclaims', claim?.metadata.name ?? '')
    await until(() => driver.load()[0]?.running === 0)
    await expect(result(driver, id)).rejects.toThrow(SandboxGoneError)
  })

  it('goes on without the API, and finds it again', async () => {
    const driver = await start()
    const id = await createSandbox(driver)
    await cluster.api.down()
    expect(await result(driver, id)).toMatchObject({ result: '42' })
    const waiting = createSandbox(driver)
    await new Promise((resolve) => setTimeout(resolve, 300))
    cluster.api.forgetChanges()
    await cluster.api.up()
    const other = await waiting
    expect(await result(driver, other)).toMatchObject({ result: '42' })
    cluster.api.dropConnections()
    await driver.stop(id)
    await driver.stop(other)
    await until(() => claims().length === 0)
  })

  it('is told at once, by a watch that outlives its connection, of a pod that was lost', async () => {
    const driver = await start()
    const id = await createSandbox(driver)
    cluster.api.dropConnections()
    cluster.api.forgetChanges()
    const [claim] = claims()
    cluster.killPod(claim?.metadata.name ?? '')
    await until(() => claims().length === 0)
    await expect(result(driver, id)).rejects.toThrow(SandboxGoneError)
  })

  it('tells of a pod that was killed in the middle of a run', async () => {
    const driver = await start()
    const id = await createSandbox(driver)
    const said = new Promise<void>((resolve) => {
      void driver
        .run(id, { code: `console.log('begun'); for (;;) {}`, timeoutMs, onOutput: () => resolve() })
        .then((outcome) => {
          told = outcome
        })
    })
    let told: object | undefined
    await said
    cluster.killPod(claims()[0]?.metadata.name ?? '')
    await until(() => told !== undefined)
    expect(told).toMatchObject({ exitReason: 'CRASHED', stdout: 'begun\n', ended: true })
    expect(claims()).toEqual([])
  })
})

describe('agent', () => {
  const ask = (address: string, path: string, credential = '', body = Buffer.alloc(8)) =>
    fetch(`http://${address}:${cluster.agentPort}${path}`, {
      method: path.startsWith('/v1') ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${credential}` },
      ...(path.startsWith('/v1') && { body }),
    }).then(({ status }) => status)

  it('is adopted by nobody who has not signed for its very address', async () => {
    const address = await cluster.idlePod()
    const stranger = generateKeyPairSync('ed25519').privateKey
    const [theirs, elsewhere] = await Promise.all([
      signAdoption(stranger, address, 'a'),
      signAdoption(cluster.adoptionKey, '127.0.0.1', 'a'),
    ])
    for (const credential of ['', 'x', theirs, elsewhere, `${elsewhere.slice(0, -4)}AAAA`])
      expect(await ask(address, '/v1/adopt', credential)).toBe(401)
    expect(await ask(address, '/v1/run', '')).toBe(401)
    expect(await ask(address, '/readyz')).toBe(200)
    expect(await ask(address, '/v1/constructor')).toBe(404)
  })

  it('listens, once adopted, to its driver alone', async () => {
    const driver = await start()
    const id = await createSandbox(driver)
    const pod = cluster.pods().find(({ claim }) => claim === claims()[0]?.metadata.name)
    const address = pod?.address ?? ''
    expect(await ask(address, '/v1/adopt', await signAdoption(cluster.adoptionKey, address, id))).toBe(409)
    for (const path of ['/v1/run', '/v1/read', '/v1/capture', '/v1/stop'])
      expect(await ask(address, path, 'guess')).toBe(401)
    expect(await result(driver, id)).toMatchObject({ result: '42' })
  })
})
