import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { readConfig } from '../../../gateway/config.ts'
import { startGateway } from '../../../gateway/server.ts'
import { singleDatabase } from '../../../prisma/shard-map.ts'
import { createPlatform } from '../../../subgraphs/kit/platform.ts'
import type { Platform } from '../../../subgraphs/kit/platform.ts'
import type { Running } from '../../../subgraphs/kit/server.ts'
import { freePorts } from '../../support/ports.ts'
import { startTestStack } from '../../support/stack.ts'
import type { TestStack } from '../../support/stack.ts'

const NAMES = ['memory', 'conversation', 'snapshot', 'runtime'] as const

/** The way to a subgraph, which can be cut as if its process had been killed. */
interface Link {
  readonly url: string
  cut(): Promise<void>
  mend(): Promise<void>
}

let stack: TestStack
let platform: Platform
let gateway: Running
const links = new Map<string, Link>()

async function linkTo(target: number): Promise<Link> {
  const sockets = new Set<Socket>()
  let server: Server
  const listen = async (port: number) => {
    server = createServer((socket) => {
      const far = connect(target, '127.0.0.1')
      for (const end of [socket, far]) {
        sockets.add(end)
        end.on('close', () => sockets.delete(end)).on('error', () => end.destroy())
      }
      socket.pipe(far).pipe(socket)
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    async cut() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
    async mend() {
      await listen(port)
    },
  }
}

beforeAll(async () => {
  stack = await startTestStack()
  for (const name of NAMES) links.set(name, await linkTo(Number(new URL(stack.subgraphUrl(name)).port)))
  const urls = Object.fromEntries(Array.from(links, ([name, { url }]) => [`${name.toUpperCase()}_URL`, url]))
  const config = readConfig({
    ...urls,
    PORT: String(await freePorts()),
    LOG_LEVEL: 'silent',
    DATABASE_URL: 'postgres://127.0.0.1/none',
    IDENTITY_SECRET: stack.identitySecret,
  })
  platform = {
    ...createPlatform('test', { ...config, shardMap: singleDatabase(config.shardMap[0]!.writer) }),
    shards: stack.shards,
  }
  gateway = await startGateway(platform, config)
}, 240_000)

afterAll(async () => {
  await gateway.close()
  for (const link of links.values()) await link.cut()
  await stack.close()
})

async function ask(query: string) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${stack.apiKey}` },
    body: JSON.stringify({ query }),
  })
  return (await response.json()) as {
    data: Record<string, unknown>
    errors?: { message: string; extensions: { code: string } }[]
  }
}

describe('the gateway', () => {
  it('answers what the others have while one subgraph is away, and all when it is back', async () => {
    const { addMemories, startConversation, createSnapshot } = await stack.data(`mutation {
      addMemories(input: {externalId: "ada", items: [{content: "tea"}]}) { memories { id } }
      startConversation(input: {externalId: "ada", title: "Tea"}) { id }
      createSnapshot(input: {externalId: "ada", label: "cup", files: []}) { id }
    }`)
    const query = `{
      memory(id: "${addMemories.memories[0].id}") { content }
      conversation(id: "${startConversation.id}") { title }
      snapshot(id: "${createSnapshot.id}") { label }
      sandbox(id: "${createSnapshot.id}") { state }
    }`
    const all = {
      memory: { content: 'tea' },
      conversation: { title: 'Tea' },
      snapshot: { label: 'cup' },
      sandbox: null,
    }
    expect(await ask(query)).toEqual({ data: all })

    for (const name of NAMES) {
      await links.get(name)!.cut()
      // More often than its breaker lets pass.
      for (let request = 0; request < 8; request++) {
        const { data, errors } = await ask(query)
        expect(data).toEqual({ ...all, [name === 'runtime' ? 'sandbox' : name]: null })
        expect(errors).toEqual([
          {
            message: `the ${name} subgraph does not answer; try again`,
            extensions: { code: 'UNAVAILABLE' },
          },
        ])
      }
      await links.get(name)!.mend()
      let again = await ask(query)
      while (again.errors) again = await ask(query)
      expect(again).toEqual({ data: all })
    }
  }, 240_000)
})
