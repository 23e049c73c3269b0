import { describe, expect, it } from '@jest/globals'
import { UsageError } from '../../../operations/command.ts'
import { readConfig } from '../../../operations/export/config.ts'

const env = { API_KEY: 'as_env' }

describe('export config', () => {
  it('writes to standard output unless told otherwise', async () => {
    expect(await readConfig(['--user', 'ada'], env)).toMatchObject({
      user: 'ada',
      file: null,
      apiKey: 'as_env',
    })
    expect(await readConfig(['--user', 'ada', '--out', '-'], env)).toMatchObject({ file: null })
    expect(await readConfig(['--user', 'ada', '--out', 'a.jsonl'], env)).toMatchObject({ file: 'a.jsonl' })
  })

  it('is none where help is asked for', async () => {
    expect(await readConfig(['-h'], {})).toBeNull()
  })

  it.each([
    [[], 'name with --user'],
    [['--user', ''], 'name with --user'],
    [['--user', 'ada', '--out', ''], '--out must not be empty'],
    [['--user', 'ada', 'a.jsonl'], 'a.jsonl'],
    [['--user', 'ada', '--url', 'graph'], '--url must be'],
  ])('refuses %j', async (args, message) => {
    const reading = readConfig(args, env)
    await expect(reading).rejects.toThrow(UsageError)
    await expect(reading).rejects.toThrow(message)
  })
})
