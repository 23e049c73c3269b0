import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { emptyDataDir } from '../support/data-dir.ts'
import { startProcess } from '../support/process.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

/** A platform tells its schedules soon after it has started; one may come due meanwhile. */
const LAST_RUN = /^memory\.delete-expired +(not yet|\d{4}-\S+)$/m

const jobs = async (dataDir: string, ...args: string[]) => {
  const command = startProcess({ DATA_DIR: dataDir }, ['--import', 'tsx', 'infra/jobs/main.ts', ...args])
  return { code: await command.ended(), output: command.output() }
}

describe('npm run jobs', () => {
  let stack: TestStack
  beforeAll(async () => {
    stack = await startTestStack()
  })
  afterAll(() => stack.close())

  it('finds the running platform by its data folder', async () => {
    const list = () => jobs(stack.dataDir, 'list')
    let answer = await list()
    while (answer.code === 0 && !LAST_RUN.test(answer.output)) answer = await list()
    expect(answer.output).toMatch(/^SCHEDULED +LAST RUN$/m)
    expect(answer.code).toBe(0)
  })

  it.each([
    [[], 2, 'say what to do'],
    [['remove'], 2, 'there is no command remove'],
    [['retry'], 2, 'name the jobs to retry, or --all'],
    [['list', '--limit', '0'], 2, '--limit must be a whole number'],
    [['retry', '12'], 1, 'not parked, or not there: 12'],
    [['retry', '--all'], 0, '0 parked jobs are tried again.'],
    [['--help'], 0, 'Usage: npm run jobs'],
  ])('answers %j with exit code %i', async (args, code, text) => {
    const answer = await jobs(stack.dataDir, ...args)
    expect(answer.output).toContain(text)
    expect(answer.code).toBe(code)
  })

  it('says so where no platform is running', async () => {
    const dir = await emptyDataDir()
    const { code, output } = await jobs(join(dir.path, 'none'), 'list')
    expect(output).toMatch(/^no platform is running on .*none: start it with "npm start"/)
    expect(code).toBe(1)
    await dir.remove()
  })
})
