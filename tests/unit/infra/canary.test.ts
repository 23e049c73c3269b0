import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const BLUE = 'agent-state-dev-blue'
const GREEN = 'agent-state-dev-green'
const arn = (name: string) =>
  `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/${name}/0123456789abcdef`

let folder: string
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'canary-'))
  await symlink(fileURLToPath(new URL('canary/aws.mjs', import.meta.url)), join(folder, 'aws'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Faults {
  readonly failing?: Readonly<Record<string, number>>
  readonly unhealthy?: readonly string[]
}

/** Runs the command on a load balancer of its own, where blue serves. */
async function canary(args: string[], { failing = {}, unhealthy = [] }: Faults = {}, stopAt?: string) {
  const file = join(folder, `state-${count++}.json`)
  await writeFile(
    file,
    JSON.stringify({ weights: [{ TargetGroupArn: arn(BLUE), Weight: 1 }], failing, unhealthy, log: [] }),
  )
  const child = spawn(process.execPath, ['--import', 'tsx', 'infra/delivery/canary/main.ts', ...args], {
    cwd: ROOT,
    env: { PATH: `${folder}:${process.env['PATH']}`, FAKE_AWS: file },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      output += String(bytes)
      if (stopAt !== undefined && output.includes(stopAt)) child.kill('SIGTERM')
    })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const state = JSON.parse(await readFile(file, 'utf8')) as { log: Record<string, number>[] }
  return { code, output, rules: state.log }
}

const move = ['move', '--stage', 'dev', '--to', 'green', '--steps', '5,100', '--looks', '2', '--pause', '0.1']
const both = (green: number) => ({ [BLUE]: 100 - green, [GREEN]: green })

describe('npm run canary, against a small AWS', () => {
  it('finds the idle side, and moves the traffic to it, leaving one group in the rule', async () => {
    expect(await canary(['idle', '--stage', 'dev'])).toMatchObject({ code: 0, output: 'green\n' })
    const { code, output, rules } = await canary(move)
    expect({ code, rules }).toEqual({ code: 0, rules: [both(0), both(5), both(100), { [GREEN]: 1 }] })
    expect(output).toContain('0 errors in 1000 requests')
  })

  it('takes the traffic back as soon as the new side burns the error budget', async () => {
    const { code, output, rules } = await canary(move, { failing: { [GREEN]: 0.02 } })
    // 5 % of 1,000 are too few to judge by.
    expect({ code, rules }).toEqual({ code: 1, rules: [both(0), both(5), both(100), { [BLUE]: 1 }] })
    expect(output).toContain('it burns the error budget')
  })

  it('gives none to a side that is not healthy, and takes it back when it is told to stop', async () => {
    const sick = await canary([...move, '--pause', '0.01'], { unhealthy: [GREEN] })
    expect({ code: sick.code, rules: sick.rules }).toEqual({ code: 1, rules: [both(0), { [BLUE]: 1 }] })
    const stopped = await canary([...move, '--pause', '30'], {}, '5 % of the traffic')
    expect({ code: stopped.code, rules: stopped.rules }).toEqual({
      code: 1,
      rules: [both(0), both(5), { [BLUE]: 1 }],
    })
    expect(stopped.output).toContain('SIGTERM came')
  }, 180_000)

  it('says what it does not understand', async () => {
    const wrong = await canary(['move', '--stage', 'dev', '--to', 'red'])
    expect(wrong).toMatchObject({ code: 2, output: expect.stringContaining('--to must be blue or green') })
    const unknown = await canary(['idle', '--stage', 'staging'])
    expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('ParameterNotFound') })
  })
})
