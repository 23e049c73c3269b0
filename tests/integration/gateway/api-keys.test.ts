import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parseApiKey } from '../../../gateway/api-keys.ts'
import { readCommand } from '../../../infra/keys/config.ts'
import { runCommand } from '../../../infra/keys/run.ts'
import { createKeyUses } from '../../../gateway/auth/key-uses.ts'
import { createLog } from '../../../subgraphs/kit/log.ts'
import { newOwnerId } from '../../../prisma/ids.ts'
import { startTestStack } from '../../support/stack.ts'
import type { TestStack } from '../../support/stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
}, 240_000)
afterAll(() => stack.close())

const READ = '{ user(externalId: "ada") { id } }'
const WRITE = 'mutation { upsertUser(input: {externalId: "ada"}) { externalId } }'
const ADMIN = 'mutation { updateApp(input: {extract: false}) { extract } }'

/** Does what `npm run keys -- …` does. Answers what it prints. */
function keys(...args: string[]): Promise<string> {
  const command = readCommand(args)
  if (command.name === 'help') throw new Error('that asks for help')
  return runCommand(command, stack.shards)
}

const keyIn = (printed: string) => /^as_\S+$/m.exec(printed)?.[0] ?? ''
const idIn = (printed: string) => /key (\S+)\./.exec(printed)?.[1] ?? ''
const appId = () => parseApiKey(stack.apiKey)?.appId ?? ''

async function codeOf(document: string, key: string): Promise<string | undefined> {
  const { errors } = await stack.ask(document, {}, key)
  return errors[0]?.extensions.code
}

/** Asks until a key is refused. */
async function refused(key: string): Promise<void> {
  while ((await codeOf(READ, key)) !== 'UNAUTHENTICATED') await new Promise((go) => setTimeout(go, 50))
}

describe('an API key', () => {
  it('is made for a new app, which is a tenant of its own', async () => {
    await stack.data(WRITE)
    const key = keyIn(await keys('create', '--new-app', 'a new app', '--name', 'first'))
    expect(await stack.data(READ, {}, key)).toEqual({ user: null })
    expect(await stack.data('{ app { name } }', {}, key)).toEqual({ app: { name: 'a new app' } })
  })

  it('is made for an app that there is, and for no other', async () => {
    const key = keyIn(await keys('create', '--app', appId(), '--name', 'second'))
    expect(await stack.data(READ, {}, key)).toMatchObject({ user: { id: expect.any(String) } })
    await expect(keys('create', '--app', newOwnerId(), '--name', 'x')).rejects.toThrow('there is no app')
  })

  it('may do what its scope says, and no more', async () => {
    const allowed = { read: [true, false, false], write: [true, true, false], admin: [true, true, true] }
    for (const [scope, expected] of Object.entries(allowed)) {
      const key = keyIn(await keys('create', '--app', appId(), '--name', scope, '--scope', scope))
      const codes = [await codeOf(READ, key), await codeOf(WRITE, key), await codeOf(ADMIN, key)]
      expect(codes).toEqual(expected.map((allows) => (allows ? undefined : 'FORBIDDEN')))
    }
  })

  it('that may only read changes nothing, in whatever subgraph', async () => {
    const key = keyIn(await keys('create', '--app', appId(), '--name', 'reader', '--scope', 'read'))
    for (const mutation of [
      'startSession(input: {externalId: "ada"}) { id }',
      'createSnapshot(input: {externalId: "ada", files: []}) { id }',
      'createSandbox(input: {externalId: "ada", pack: "javascript"}) { id }',
    ])
      expect(await codeOf(`mutation { ${mutation} }`, key)).toBe('FORBIDDEN')
  })

  it('is revoked everywhere, once and again', async () => {
    const printed = await keys('create', '--app', appId(), '--name', 'revoked')
    const key = keyIn(printed)
    await stack.data(READ, {}, key)
    expect(await keys('revoke', idIn(printed))).toBe('1 key is revoked.\n')
    await refused(key)
    expect(await keys('revoke', idIn(printed))).toBe('1 key is revoked.\n')
    await expect(keys('rotate', idIn(printed))).rejects.toThrow('was rotated or revoked before')
    expect(await codeOf(READ, stack.apiKey)).toBeUndefined()
  })

  it('is rotated: both are good until the old one ends', async () => {
    const rotate = async (hours: number) => {
      const printed = await keys('create', '--app', appId(), '--name', 'rotated', '--scope', 'read')
      const rotated = await keys('rotate', idIn(printed), '--overlap', String(hours))
      return { id: idIn(printed), old: keyIn(printed), next: keyIn(rotated) }
    }
    const { id, old, next } = await rotate(1)
    expect(await codeOf(READ, old)).toBeUndefined()
    expect(await codeOf(READ, next)).toBeUndefined()
    expect(await codeOf(WRITE, next)).toBe('FORBIDDEN')
    await expect(keys('rotate', id)).rejects.toThrow('was rotated or revoked before')
    const brief = await rotate(1 / 3600)
    await refused(brief.old)
    expect(await codeOf(READ, brief.next)).toBeUndefined()
    expect(await codeOf(READ, old)).toBeUndefined()
  })

  it('is listed without its secret', async () => {
    const printed = await keys('create', '--app', appId(), '--name', 'listed', '--scope', 'read')
    const table = await keys('list', '--app', appId())
    expect(table).toMatch(new RegExp(`${idIn(printed)} +${appId()} +listed +read +good +\\S+ +never`))
    expect(table).not.toContain(keyIn(printed).split('_').at(-1))
    expect(await keys('list')).toContain(idIn(printed))
  })
})

describe('the last use of a key', () => {
  it('is told by the list', async () => {
    const printed = await keys('create', '--app', appId(), '--name', 'used')
    const uses = createKeyUses({ shards: stack.shards, log: createLog('test', 'silent') })
    uses.note(idIn(printed))
    await uses.close()
    expect(await keys('list')).toMatch(new RegExp(`${idIn(printed)} .* 20\\S+Z$`, 'm'))
  })
})

describe('the command line of keys', () => {
  it.each([
    [[], 'say what to do'],
    [['make'], 'there is no command make'],
    [['create', '--name', 'x'], '--app or --new-app'],
    [['create', '--app', 'x', '--name', 'x'], 'x is no id'],
    [['create', '--new-app', 'x'], 'give --name'],
    [['create', '--new-app', 'x', '--name', 'x', '--scope', 'root'], 'read, write or admin'],
    [['list', '--overlap', '1'], 'list takes no --overlap'],
    [['rotate'], 'name the key'],
    [['revoke', 'x'], 'x is no id'],
    [['list', '--x'], '--x'],
  ])('refuses %j', (args, reason) => {
    expect(() => readCommand(args)).toThrow(reason)
  })
})
