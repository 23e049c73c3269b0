import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { STAGES, primaryOf } from '../../../../infra/aws/stages.ts'
import type { StageName } from '../../../../infra/aws/stages.ts'
import { REFERENCE, estimate, total } from '../../../../infra/cost/estimate.ts'
import { PRICES } from '../../../../infra/cost/prices.ts'
import { report } from '../../../../infra/cost/report.ts'
import { shardMapSchema } from '../../../../prisma/shard-map.ts'
import { describeData } from './stacks/data.ts'
import { describeEdge } from './stacks/edge.ts'
import { describeRegions } from './stacks/regions.ts'
import { stages, synthesised } from './stacks/support.ts'
import type { Json } from './stacks/support.ts'

const root = join(import.meta.dirname, '../../../..')
let folder: string

/** Node in a process of its own, without credentials and with nowhere to get any. */
const node = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, AWS_EC2_METADATA_DISABLED: 'true' },
  })

/** A stage to which somebody adds a bucket without thinking. */
const CARELESS = `
  import { Bucket } from 'aws-cdk-lib/aws-s3'
  import { createApp } from './infra/aws/app.ts'
  import { readConfig } from './infra/aws/config.ts'
  import { STAGES } from './infra/aws/stages.ts'
  const app = createApp(STAGES.dev, readConfig({}), process.argv[1])
  new Bucket(app.node.findChild('agent-state-dev-us-east-1-storage'), 'Careless')
  app.synth()
`

// The command that people run, once for all tests of all stages.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent-state-aws-'))
  await node('infra/aws/main.ts', ...stages, '--out', folder)
}, 600_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

const stacks = synthesised(() => folder)
const { all, of, texts } = stacks

describe('every stage', () => {
  it.each(stages)('%s passes AWS Solutions and the CloudFormation schemas', async (stage) => {
    const [text = ''] = await texts(stage, 'validation-report.json')
    const { pluginReports } = JSON.parse(text)
    expect(pluginReports.flatMap(({ violations }: Json) => violations)).toEqual([])
  })

  it('is refused with a finding that nobody gave a reason for', async () => {
    const careless = node('--input-type=module', '--eval', CARELESS, join(folder, 'careless'))
    await expect(careless).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('AwsSolutions-S1'),
    })
  }, 300_000)

  it.each(stages)('%s gives a reason for each finding that it accepts', async (stage) => {
    const reasons = (await texts(stage, '.metadata.json'))
      .flatMap((text) => Object.values<Json[]>(JSON.parse(text)).flat())
      .filter(({ type }) => type === 'aws:cdk:acknowledged-rules')
      .flatMap(({ data }) => Object.values<string>(data))
    expect(reasons.length).toBeGreaterThan(5)
    for (const reason of reasons) expect(reason.length).toBeGreaterThan(20)
  })

  it.each(stages)('%s has no secret in any template', async (stage) => {
    for (const text of await texts(stage, '.template.json')) {
      expect(text).not.toMatch(/AKIA[0-9A-Z]{16}|-----BEGIN|postgres:\/\/[^"{]*:[^"{/]*@/)
      expect(text).not.toContain('"SecretString":')
    }
    for (const { properties } of of('AWS::SecretsManager::Secret', stage)) {
      expect(properties.GenerateSecretString).toBeDefined()
    }
    const resolved = expect.stringContaining('{{resolve:secretsmanager:')
    for (const { properties } of of('AWS::RDS::DBInstance', stage)) {
      if (properties.SourceDBInstanceIdentifier) expect(properties.MasterUserPassword).toBeUndefined()
      else expect(JSON.stringify(properties.MasterUserPassword)).toEqual(resolved)
    }
    for (const { properties } of of('AWS::ElastiCache::ReplicationGroup', stage)) {
      expect(JSON.stringify(properties.AuthToken)).toEqual(resolved)
    }
  })

  it.each(stages)('%s places every shard once', (stage) => {
    const map = STAGES[stage].databases.map(({ name, shards }) => ({
      writer: `postgres://${name}/db`,
      shards,
    }))
    expect(shardMapSchema.safeParse(map).error).toBeUndefined()
  })

  it.each(stages)('%s allows nobody everything', (stage) => {
    const documents = [...of('AWS::IAM::Policy', stage), ...of('AWS::IAM::Role', stage)].flatMap(
      ({ properties }) => [
        properties.PolicyDocument,
        ...(properties.Policies ?? []).map((p: Json) => p.PolicyDocument),
      ],
    )
    const actions = documents.flatMap((document) => document?.Statement ?? []).flatMap(({ Action }) => Action)
    expect(actions.length).toBeGreaterThan(10)
    for (const action of actions) expect(action).not.toMatch(/^\*$|:\*$/)
  })
})

describeRegions(stacks)
describeData(stacks)
describeEdge(stacks)

describe('cost', () => {
  const inputs = (stage: StageName) => ({
    resources: all(stage),
    load: STAGES[stage].load,
    prices: PRICES,
    primary: primaryOf(STAGES[stage]),
  })

  it('of dev is below $300 a month', () => {
    expect(total(estimate(inputs('dev')))).toBeLessThan(300)
  })

  it('of production is within the reference, and printed beside it', () => {
    const month = total(estimate(inputs('production')))
    const reference = Object.values(REFERENCE).reduce((sum, usd) => sum + usd, 0)
    expect(reference).toBe(370_000)
    expect(month).toBeLessThan(reference)
    const text = report(STAGES.production, inputs('production'))
    expect(text).toMatch(/^Total .*370,000$/m)
    expect(text).toMatch(/^a user .*\$0\.0370$/m)
    expect(text).toContain('What changes it most')
  })
})
