import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { UsageError } from '../../../operations/command.ts'
import { readConfig } from '../../../operations/import/config.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-config-'))
  await writeFile(join(folder, 'dev-api-key'), 'as_file\n')
})

afterAll(() => rm(folder, { recursive: true }))

describe('import config', () => {
  it('takes the key of the command line before the environment’s, and that before the data folder’s', async () => {
    const env = { API_KEY: 'as_env', DATA_DIR: folder }
    expect(await readConfig(['f', '--key', 'as_given'], env)).toMatchObject({
      apiKey: 'as_given',
      apiKeyInShell: 'as_given',
    })
    expect(await readConfig(['f'], env)).toMatchObject({ apiKey: 'as_env', apiKeyInShell: '$API_KEY' })
    expect(await readConfig(['f'], { API_KEY: '', DATA_DIR: folder })).toMatchObject({
      apiKey: 'as_file',
      apiKeyInShell: `$(cat ${folder}/dev-api-key)`,
    })
  })

  it('asks this machine unless told otherwise', async () => {
    const env = { API_KEY: 'as_env' }
    expect(await readConfig(['f'], env)).toMatchObject({
      file: 'f',
      url: 'http://127.0.0.1:4000/graphql',
      userPrefix: '',
    })
    expect(
      await readConfig(['--url', 'https://graph.example/graphql', 'f', '--user-prefix', 'p-'], env),
    ).toMatchObject({ file: 'f', url: 'https://graph.example/graphql', userPrefix: 'p-' })
  })

  it('takes a file for conversations, or by its extension for lines, unless told otherwise', async () => {
    const env = { API_KEY: 'as_env' }
    const read = (...args: string[]) => readConfig(args, env)
    expect(await read('f.json')).toMatchObject({ format: 'conversations' })
    expect(await read('f.jsonl', '--user', 'ada')).toMatchObject({ format: 'jsonl', user: 'ada' })
    expect(await read('f', '--format', 'jsonl', '--user', 'ada')).toMatchObject({ format: 'jsonl' })
    expect(await read('f.jsonl', '--format', 'conversations')).toMatchObject({ format: 'conversations' })
    expect(await read('f.json', '--format', 'mem0')).toMatchObject({ format: 'mem0', userPrefix: '' })
  })

  it('is none where help is asked for', async () => {
    expect(await readConfig(['--help'], {})).toBeNull()
  })

  it.each([
    [[], 'name one file'],
    [['a', 'b'], 'name one file'],
    [['f', '--url', 'graph'], '--url must be'],
    [['f', '--url', 'ftp://graph'], '--url must be'],
    [['f', '--kye', 'as_given'], '--kye'],
    [['f', '--format', 'csv'], '--format must be'],
    [['f.jsonl'], 'name with --user'],
    [['f.jsonl', '--user', ''], '--user must not be empty'],
    [['f.jsonl', '--user', 'ada', '--user-prefix', 'p-'], '--user-prefix is not for jsonl'],
    [['f.json', '--user', 'ada'], '--user is not for conversations'],
    [['f', '--format', 'mem0', '--user', 'ada', '--user-prefix', 'p-'], 'not both'],
    [['f'], 'no API key'],
  ])('refuses %j', async (args, message) => {
    const reading = readConfig(args, { DATA_DIR: '/nowhere' })
    await expect(reading).rejects.toThrow(UsageError)
    await expect(reading).rejects.toThrow(message)
  })
})
