import { expect } from '@jest/globals'
import { startDatabase } from '../../../infra/local/database/database.ts'
import { newOwnerId } from '../../../prisma/ids.ts'
import { singleDatabase } from '../../../prisma/shard-map.ts'
import { startConversation } from '../../../subgraphs/conversation/server.ts'
import type { LlmConfig } from '../../../subgraphs/kit/config.ts'
import { createSigner, IDENTITY_HEADER } from '../../../subgraphs/kit/identity.ts'
import { createPlatform } from '../../../subgraphs/kit/platform.ts'
import { cloneDataDir } from '../../support/data-dir.ts'
import { freePorts } from '../../support/ports.ts'
import { keyIdentity } from '../../support/identity.ts'

const SECRET = 'a secret of more than thirty-two characters'

export interface List<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

export interface Message {
  readonly id: string
  readonly sequence: number
  readonly content: string
  readonly clientId: string | null
  readonly createdAt: string
}

export interface Conversation {
  readonly id: string
  readonly user: { readonly id: string }
  readonly messageCount: number
  readonly messages: List<Message>
}

export interface Data {
  readonly startConversation: Conversation
  readonly appendMessages: { readonly messages: readonly Message[]; readonly conversation: Conversation }
  readonly conversation: Conversation | null
  readonly _entities: readonly ({ readonly conversations: List<Conversation> } | null)[]
}

export interface Answer {
  readonly data: Data
  readonly errors?: readonly { message: string; extensions: { code: string; field?: string } }[]
}

type Ask = (query: string, variables?: Record<string, unknown>) => Promise<Answer>

export const START = `mutation ($input: StartConversationInput!) {
  startConversation(input: $input) {
    id user { id } title agentId clientId metadata messageCount createdAt updatedAt
  }
}`
export const APPEND = `mutation ($input: AppendMessagesInput!) {
  appendMessages(input: $input) {
    messages { id sequence role content clientId metadata createdAt }
    conversation { id messageCount createdAt updatedAt }
  }
}`
export const CONVERSATION = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  conversation(id: $id) {
    id title messageCount updatedAt
    messages(first: $first, after: $after, last: $last, before: $before) {
      edges { cursor node { id sequence content clientId } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`
export const ENTITIES = `query ($of: [_Any!]!, $first: Int, $after: String) {
  _entities(representations: $of) {
    ... on User {
      id
      conversations(first: $first, after: $after) {
        edges { node { id title } }
        pageInfo { hasNextPage endCursor }
      }
    }
    ... on Conversation { id title user { id } }
    ... on Message { id content conversation { id messageCount } }
  }
}`

export interface TestSubgraph {
  /** The tenant that `ask` asks as. */
  readonly appId: string
  readonly ask: Ask
  /** Asks as another tenant. */
  readonly askStranger: Ask
  /** Every statement sent to the database since the last call, in order. */
  statements(): string[]
  /** Starts a conversation, of a new user unless the input names one. */
  start(input?: object): Promise<Conversation>
  append(conversationId: string, messages: readonly object[]): Promise<Data['appendMessages']>
  read(conversationId: string, page?: object): Promise<Conversation>
  close(): Promise<void>
}

/** One with a database of its own. */
export interface OwnSubgraph extends TestSubgraph {
  /** Another on the same database, with a language model or without. */
  another(llm: LlmConfig | null): Promise<TestSubgraph>
}

/** The subgraph alone, on a database of its own: what the gateway would ask it, references among it, is asked directly. Without a language model, unless given. */
export async function startSubgraph(llm: LlmConfig | null = null): Promise<OwnSubgraph> {
  const dir = await cloneDataDir()
  const database = await startDatabase({ dataDir: dir.path })
  const own = await serve(database.url, llm)
  return {
    ...own,
    another: (otherLlm) => serve(database.url, otherLlm),
    async close() {
      await own.close()
      await database.close()
      await dir.remove()
    },
  }
}

async function serve(databaseUrl: string, llm: LlmConfig | null): Promise<TestSubgraph> {
  const sent: string[] = []
  const config = {
    shardMap: singleDatabase(databaseUrl),
    poolSize: 10,
    redisUrl: undefined,
    identitySecret: SECRET,
    host: '127.0.0.1',
    logLevel: 'silent',
  }
  const platform = createPlatform('test', config, { onStatement: (text) => sent.push(text) })
  const server = await startConversation(platform, { host: config.host, port: await freePorts(), llm })
  const sign = createSigner(SECRET)

  const askAs = (appId: string): Ask => {
    const identity = keyIdentity(appId, newOwnerId())
    return async (query, variables = {}) => {
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: await sign(identity) },
        body: JSON.stringify({ query, variables }),
      })
      return (await response.json()) as Answer
    }
  }
  const appId = newOwnerId()
  const ask = askAs(appId)

  return {
    appId,
    ask,
    askStranger: askAs(newOwnerId()),
    statements: () => sent.splice(0),
    async start(input = {}) {
      const data = await ok(ask(START, { input: { externalId: newExternalId(), ...input } }))
      return data.startConversation
    },
    async append(conversationId, messages) {
      const data = await ok(ask(APPEND, { input: { conversationId, messages } }))
      return data.appendMessages
    },
    async read(id, page = {}) {
      const { conversation } = await ok(ask(CONVERSATION, { id, ...page }))
      if (!conversation) throw new Error(`there is no conversation ${id}`)
      return conversation
    },
    async close() {
      await server.close()
      await platform.close()
    },
  }
}

export const newExternalId = () => `user ${newOwnerId()}`

/** The same, of fields that `Data` does not name: tests assert on what they find there. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const found = async (answer: Promise<Answer>): Promise<any> => ok(answer)

/** The data of an answer that has no errors. */
export async function ok(answer: Promise<Answer>): Promise<Data> {
  const { data, errors } = await answer
  expect(errors).toBeUndefined()
  return data
}

/** The one error of an answer, as `CODE field`. */
export async function refusal(answer: Promise<Answer>): Promise<string> {
  const { errors = [] } = await answer
  expect(errors).toHaveLength(1)
  return errors.map(({ extensions: { code, field = '' } }) => `${code} ${field}`.trim()).join()
}

export const nodesOf = <Node>({ edges }: List<Node>): Node[] => edges.map(({ node }) => node)

export const say = (content: string, clientId?: string) => ({ role: 'USER', content, clientId })

/** Messages whose contents are `1`, `2`, `3` … */
export const numbered = (count: number) => numbers(count).map((number) => say(String(number)))

/** 1, 2, 3 … */
export const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

/** An object of so many levels. */
export const nest = (levels: number): object => (levels === 1 ? {} : { deeper: nest(levels - 1) })
