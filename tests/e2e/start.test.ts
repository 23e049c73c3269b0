import { execFileSync } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { subscribe } from '../../operations/events/subscribe.ts'
import { emptyDataDir } from '../support/data-dir.ts'
import type { DataDir } from '../support/data-dir.ts'
import { freePorts } from '../support/ports.ts'
import { startProcess } from '../support/process.ts'
import type { StartedProcess } from '../support/process.ts'

const BOOT_MS = 600_000
/** Writes before a kill: they fit into a page with those of other tests. */
const WRITTEN = 10

let dir: DataDir
let port: number
const processes: StartedProcess[] = []

beforeAll(async () => {
  dir = await emptyDataDir()
  port = await freePorts()
})
afterEach(async () => {
  for (const started of processes.splice(0)) {
    started.child.kill('SIGKILL')
    await started.ended()
  }
})
afterAll(() => dir.remove())

/** Without sandboxes kept ready: one that is being started would be waited for when the platform is told to end. */
function start(env: Record<string, string> = {}): StartedProcess {
  const started = startProcess({ PORT: String(port), DATA_DIR: dir.path, SANDBOX_POOL_SIZE: '0', ...env })
  processes.push(started)
  return started
}

const graph = () => `http://127.0.0.1:${port}/graphql`
const devApiKey = async () => (await readFile(join(dir.path, 'dev-api-key'), 'utf8')).trim()

async function ask(query: string) {
  const response = await fetch(graph(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await devApiKey()}` },
    body: JSON.stringify({ query }),
  })
  return (await response.json()) as { data: Record<string, unknown>; errors?: { message: string }[] }
}

const remember = (content: string) =>
  ask(
    `mutation { addMemories(input: {externalId: "ada", items: [{content: "${content}"}]}) { memories { id } } }`,
  )

/** A process that takes longer to start than a caller waits is there for the next. */
async function createSandbox(): Promise<string> {
  for (;;) {
    const { data, errors } = await ask(
      `mutation { createSandbox(input: {externalId: "ada", pack: "javascript"}) { id } }`,
    )
    if (!errors) return (data['createSandbox'] as { id: string }).id
    expect(errors[0]?.message).toMatch(/^no sandbox is free/)
  }
}

const remembered = async () => {
  const { data } = await ask(
    `{ user(externalId: "ada") { memories(first: 100) { edges { node { content } } } } }`,
  )
  const { memories } = data['user'] as { memories: { edges: { node: { content: string } }[] } }
  return memories.edges.map(({ node }) => node.content)
}

describe('npm start', () => {
  it(
    'shows what it does, then where everything is and a query that works when pasted',
    async () => {
      const started = start()
      await started.until(/Ctrl-C stops it/)
      const output = started.output()
      expect(output).toMatch(/database\s+creating/)
      expect(output).toMatch(/shards\s+migrated 16 of 32/)
      for (const name of ['memory', 'conversation', 'snapshot', 'runtime', 'gateway'])
        expect(output).toMatch(new RegExp(`${name}\\s+http://127\\.0\\.0\\.1:\\d+/graphql`))
      expect(output).toContain(graph())
      expect(output).toContain(dir.path)

      expect(output).toContain(await devApiKey())
      expect((await stat(join(dir.path, 'dev-api-key'))).mode & 0o077).toBe(0)

      const command = /^ {2}(curl [\s\S]*?'\n)/m.exec(output)?.[1] ?? ''
      const answer = execFileSync('sh', ['-c', command], { encoding: 'utf8' })
      expect(answer).toMatch(/What is remembered:\\n\d{4}-\d\d-\d\d:\\n- Ada takes her tea without sugar\./)

      started.child.kill('SIGINT')
      expect(await started.ended()).toBe(0)
    },
    BOOT_MS,
  )

  it(
    'drains on Ctrl-C: a request in flight is answered, and nothing is left behind',
    async () => {
      const started = start()
      await started.until(/Ctrl-C stops it/)
      await remember('drained')
      const [sandbox, endless] = [await createSandbox(), await createSandbox()]
      const events = subscribe({
        url: graph(),
        apiKey: await devApiKey(),
        externalId: 'ada',
        types: ['run.started'],
      })
      expect((await events.next()).value).toMatchObject({ type: 'opened' })
      const code = `const end = Date.now() + 500; while (Date.now() < end); 'ran to its end'`
      const run = (sandboxId: string, text: string) =>
        ask(
          `mutation { runCode(input: {sandboxId: "${sandboxId}", code: "${text}", timeoutMs: 60000}) { result } }`,
        )
      const goingOn = run(endless, 'for (;;) {}')
      expect((await events.next()).value).toMatchObject({ type: 'run.started' })
      const inFlight = run(sandbox, code)
      expect((await events.next()).value).toMatchObject({ type: 'run.started' })
      await events.return()
      started.child.kill('SIGINT')
      // 1 would say that not all had ended in time.
      expect(await started.ended()).toBe(0)
      expect(await inFlight).toEqual({ data: { runCode: { result: "'ran to its end'" } } })
      expect((await goingOn).errors).toMatchObject([{ extensions: { code: 'GONE' } }])
      await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow()
    },
    BOOT_MS,
  )

  it(
    'keeps what it acknowledged through kill -9',
    async () => {
      const started = start()
      await started.until(/Ctrl-C stops it/)
      const before = await remembered()
      expect(before).toContain('drained')
      const acknowledged: string[] = []
      let areSome: () => void = () => undefined
      const some = new Promise<void>((resolve) => (areSome = resolve))
      const writing = (async () => {
        for (let index = 0; ; index++) {
          await remember(`written ${index}`)
          if (acknowledged.push(`written ${index}`) === WRITTEN) areSome()
        }
      })()
      await Promise.race([writing, some])
      started.child.kill('SIGKILL')
      await expect(writing).rejects.toThrow()
      await started.ended()

      const again = start()
      await again.until(/Ctrl-C stops it/)
      expect(again.output()).toMatch(/database\s+opening/)
      expect(await remembered()).toEqual(expect.arrayContaining([...before, ...acknowledged].slice(0, 100)))

      // A second start on the same folder, on other ports.
      const second = start({ PORT: String(await freePorts()) })
      expect(await second.ended()).toBe(1)
      expect(second.output().trim().split('\n')).toHaveLength(1)
      expect(second.output()).toMatch(/in use/i)
      expect(second.output()).toContain(String(again.child.pid))
    },
    BOOT_MS,
  )

  it(
    'says in one line that a port is taken',
    async () => {
      const blocker = createServer()
      await new Promise<void>((resolve) => blocker.listen(port + 2, '127.0.0.1', resolve))
      const started = start()
      expect(await started.ended()).toBe(1)
      expect(started.output()).toBe(
        `Port ${port + 2} is in use. Set PORT to move the gateway; the subgraphs take the four ports after it.\n`,
      )
      blocker.close()
    },
    BOOT_MS,
  )

  it(
    'says in one line that the data folder cannot be used',
    async () => {
      await writeFile(join(dir.path, 'a-file'), '')
      for (const DATA_DIR of [join(dir.path, 'a-file'), join(dir.path, 'a-file', 'below')]) {
        const started = start({ DATA_DIR })
        expect(await started.ended()).toBe(1)
        expect(started.output().trim().split('\n')).toHaveLength(1)
        expect(started.output()).toContain(DATA_DIR)
      }
    },
    BOOT_MS,
  )

  it(
    'names every variable that is wrong',
    async () => {
      const started = start({ PORT: 'eighty', REDIS_URL: 'http://x' })
      expect(await started.ended()).toBe(1)
      expect(started.output()).toMatch(/PORT: must be a port/)
    },
    BOOT_MS,
  )
})
