import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createClient } from '../../operations/client.ts'
import type { Client } from '../../operations/client.ts'
import {
  ContextDocument,
  ConversationDocument,
  ConversationsDocument,
  MemoriesDocument,
} from '../../operations/generated/operations.ts'
import { startProcess } from '../support/process.ts'
import type { StartedProcess } from '../support/process.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

const USERS = 6
const SESSIONS = 10
const TURNS = 12
const ALL = USERS * SESSIONS * TURNS
const TURNS_OF_ONE = SESSIONS * TURNS

const HERE = 'We adopted a dog, and the children named him Pickle.'

/** Invented talk; the first user's second session says what the question asks. */
const conversations = Array.from({ length: USERS }, (_, user) => ({
  id: `user-${user}`,
  speakers: ['Ada', 'Bot'],
  sessions: Array.from({ length: SESSIONS }, (_, session) => ({
    startedAt: `2026-03-${String(session + 10)}T09:30:00Z`,
    turns: Array.from({ length: TURNS }, (_, turn) => ({
      id: `D${session}:${turn}`,
      speaker: turn % 2 === 0 ? 'Ada' : 'Bot',
      text:
        user === 0 && session === 1 && turn === 4
          ? HERE
          : `Day ${session * 31 + turn}: shelf ${user} has ${turn + 3} jars of plum jam.`,
      ...(turn === 5 && { imageCaption: `a shelf with "jars", number ${session}` }),
    })),
  })),
  questions: [{ question: "What is Ada's dog called?" }],
}))

let stack: TestStack
let client: Client
let file: string

beforeAll(async () => {
  stack = await startTestStack()
  client = createClient(stack)
  file = join(stack.dataDir, 'mine.json')
  await writeFile(file, JSON.stringify(conversations))
})

afterAll(async () => {
  await client.close()
  await stack.close()
})

const start = (prefix: string, path = file, key: string[] = []) =>
  startProcess({ DATA_DIR: stack.dataDir }, [
    ...['--import', 'tsx', 'operations/import/main.ts', path],
    ...['--url', stack.url, '--user-prefix', prefix, ...key],
  ])

/** Lets an import come some way, then sends it the signal. */
async function interrupt(run: StartedProcess, signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
  await run.until(/\n +\d+ of \d+ turns/)
  run.child.kill(signal)
  return run.ended()
}

async function importAll(prefix: string, path = file): Promise<string> {
  const run = start(prefix, path)
  const code = await run.ended()
  if (code !== 0) throw new Error(`the import ended with ${code}: ${run.output()}`)
  return run.output()
}

/** Expects every turn of a user to be one message, and every message to be the source of one memory. */
async function expectWhole(externalId: string) {
  const { user } = await client.request(ConversationsDocument, { externalId, first: 100 })
  const ids = user?.conversations.edges.map(({ node }) => node.id) ?? []
  expect(ids).toHaveLength(SESSIONS)
  for (const id of ids) {
    const { conversation } = await client.request(ConversationDocument, { id, first: 100 })
    const messages = conversation?.messages.edges.map(({ node }) => node.id)
    expect(messages).toHaveLength(TURNS)
    const filter = { conversationId: id }
    const { user } = await client.request(MemoriesDocument, { externalId, filter, first: 100 })
    const sources = user?.memories.edges.map(({ node }) => node.sources[0]?.message?.id)
    expect(sources?.sort()).toEqual(messages?.sort())
  }
}

describe('import', () => {
  it('brings every turn into the graph once, and says so', async () => {
    const output = await importAll('')
    expect(output).toContain(`Added ${ALL} messages and ${ALL} memories`)
    expect(output).toContain(`${TURNS_OF_ONE} added, 0 there`)
    for (let user = 0; user < USERS; user++) await expectWhole(`user-${user}`)
  }, 240_000)

  it('keeps order, roles, dates and words', async () => {
    const { user } = await client.request(ConversationsDocument, { externalId: 'user-0', first: 100 })
    const started = user?.conversations.edges.find(({ node }) => node.clientId === '2026-03-11T09:30:00.000Z')
    const { conversation } = await client.request(ConversationDocument, {
      id: started?.node.id ?? '',
      first: 100,
    })
    expect(conversation?.title).toBe('Ada and Bot, 2026-03-11')
    const messages = conversation?.messages.edges.map(({ node }) => node) ?? []
    expect(messages.map(({ clientId }) => clientId)).toEqual(
      Array.from({ length: TURNS }, (_, turn) => `D1:${turn}`),
    )
    expect(messages[4]).toMatchObject({
      role: 'USER',
      content: HERE,
      createdAt: '2026-03-11T09:30:04.000Z',
      metadata: { speaker: 'Ada' },
    })
    expect(messages[5]).toMatchObject({
      role: 'ASSISTANT',
      metadata: { speaker: 'Bot', imageCaption: 'a shelf with "jars", number 1' },
    })
  })

  it('lets context find the turn that answers', async () => {
    const { user } = await client.request(ContextDocument, {
      externalId: 'user-0',
      query: 'What is the name of the dog?',
      tokenBudget: 200,
    })
    expect(user?.context.text).toMatch(new RegExp(`\\n2026-03-11 .*:\\n(- .*\\n)*- Ada: ${HERE}`))
  })

  it('adds nothing the second time, and says so', async () => {
    const output = await importAll('')
    expect(output).toContain('Nothing was added: everything in the file was there already.')
    expect(output).toContain(`0 added, ${TURNS_OF_ONE} there`)
    await expectWhole('user-0')
  })

  it('continues where Ctrl-C, and then a kill, stopped it', async () => {
    const stopped = start('again-')
    expect(await interrupt(stopped, 'SIGINT')).toBe(130)
    expect(stopped.output()).toMatch(
      /Stopped after \d+ of 720 turns\. .* run the same command again to continue/,
    )

    expect(await interrupt(start('again-'), 'SIGKILL')).toBe('SIGKILL')

    const output = await importAll('again-')
    const [, messages] = /Added (\d+) messages/.exec(output) ?? []
    expect(Number(messages)).toBeLessThan(ALL)
    for (let user = 0; user < USERS; user++) await expectWhole(`again-user-${user}`)
  }, 240_000)

  it('adds what a file has grown by', async () => {
    const [first] = conversations
    const grown = structuredClone(first)
    grown?.sessions[3]?.turns.push({ id: 'D3:12', speaker: 'Ada', text: 'One more thing.' })
    grown?.sessions.push({
      startedAt: '2026-04-01T08:00:00Z',
      turns: [{ id: 'D10:0', speaker: 'Ada', text: 'Good morning.' }],
    })
    const path = join(stack.dataDir, 'grown.json')
    await writeFile(path, JSON.stringify([grown]))
    const output = await importAll('', path)
    expect(output).toContain('Added 2 messages and 2 memories')
    expect(output).toContain(`2 added, ${TURNS_OF_ONE} there`)
  })

  it('takes a session of more turns than a batch or a page has', async () => {
    const turns = Array.from({ length: 450 }, (_, id) => ({
      id: String(id),
      speaker: 'Ada',
      text: `Turn ${id}.`,
    }))
    const session = { startedAt: '2026-03-01', turns }
    const path = join(stack.dataDir, 'long.json')
    await writeFile(path, JSON.stringify([{ id: 'long', speakers: ['Ada', 'Bot'], sessions: [session] }]))
    expect(await importAll('', path)).toContain('Added 450 messages and 450 memories')
    expect(await importAll('', path)).toContain('Nothing was added')
  })

  it('prints commands that work as they are', async () => {
    const output = await importAll('')
    const commands = output.match(/curl -s [^]*?\n(?=\n|$)/g) ?? []
    expect(commands).toHaveLength(3)
    for (const command of commands) {
      const [url, key, body] = await asShellReads(command)
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: key },
        body,
      })
      const answer = (await response.json()) as { data: { user: object }; errors?: unknown }
      expect(answer.errors).toBeUndefined()
      expect(answer.data.user).toBeTruthy()
    }
  })

  it('says what is wrong with a key', async () => {
    const run = start('', file, ['--key', 'as_wrong'])
    expect(await run.ended()).toBe(1)
    expect(run.output()).toContain('UNAUTHENTICATED')
  })

  it('says that nothing answers', async () => {
    const run = start('', file, ['--url', 'http://127.0.0.1:1/graphql'])
    expect(await run.ended()).toBe(1)
    expect(run.output()).toContain('Is the platform running?')
  })
})

/** The URL, the key's header and the body of a curl command, after the shell has read it. */
async function asShellReads(command: string): Promise<[url: string, authorization: string, body: string]> {
  const shell = spawn('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\n${command}`])
  let output = ''
  shell.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await once(shell, 'close')
  const [, url = '', , , , authorization = '', , body = ''] = output.split('\0')
  return [url, authorization.replace('authorization: ', ''), body]
}
