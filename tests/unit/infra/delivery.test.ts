import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { parse } from 'yaml'
import { forward } from '../../../infra/delivery/canary/load-balancer.ts'
import { burnRate, release } from '../../../infra/delivery/canary/release.ts'
import type { Traffic } from '../../../infra/delivery/canary/release.ts'
import { queries } from '../../../infra/delivery/canary/traffic.ts'
import { brokenOperations, readPublished } from '../../../infra/delivery/schema-check.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const WORKFLOWS = `${ROOT}.github/workflows/`
const workflows = readdirSync(WORKFLOWS).map(
  (name) => [name, readFileSync(WORKFLOWS + name, 'utf8')] as const,
)
const supergraph = readFileSync(`${ROOT}gateway/supergraph.graphql`, 'utf8')
const { scripts } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
  scripts: Record<string, string>
}

/** What GitHub's own parser says of a workflow: unknown keys, wrong types, expressions and what they may use where. */
const faultsOf = (name: string, content: string) =>
  parseWorkflow({ name, content }, new NoOperationTraceWriter())
    .context.errors.getErrors()
    .map(({ message }) => message)

describe.each(workflows)('the workflow %s', (name, text) => {
  it('has no fault', () => {
    expect(faultsOf(name, text)).toEqual([])
  })

  it('has shell that can be read, with nothing put into it but by the environment', () => {
    const jobs = Object.values<{ steps?: { run?: string }[] }>(parse(text).jobs)
    for (const { run } of jobs.flatMap(({ steps }) => steps ?? [])) {
      if (run === undefined) continue
      expect(run).not.toContain('${{')
      expect(spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' }).stderr).toBe('')
    }
  })

  it('runs scripts that there are', () => {
    for (const [, script] of text.matchAll(/npm run ([\w:]+)/g))
      expect(Object.keys(scripts)).toContain(script)
  })

  it('may do by default no more than read', () => {
    const { contents, ...others } = parse(text).permissions
    expect(contents).toBe('read')
    expect(Object.keys(others).filter((right) => right !== 'id-token')).toEqual([])
  })
})

describe('the deployment', () => {
  const { plan, deploy } = parse(readFileSync(`${WORKFLOWS}deploy.yaml`, 'utf8')).jobs
  const steps: { name?: string; run?: string }[] = deploy.steps
  const position = (what: string) => steps.findIndex(({ run }) => run?.includes(what))

  it('checks the signature before anything else, and has one region after another', () => {
    expect(JSON.stringify(plan.steps)).toContain('cosign verify')
    expect(deploy).toMatchObject({ needs: 'plan', strategy: { 'max-parallel': 1, 'fail-fast': true } })
    const { needs } = parse(readFileSync(`${WORKFLOWS}release.yaml`, 'utf8')).jobs.image
    expect(needs).toEqual(['check', 'operations'])
  })

  it('migrates, starts the new version and only then gives it traffic', () => {
    const order = [
      'job -l app.kubernetes.io/name=migrate',
      '3-platform.yaml',
      'canary/main.ts move',
      'kubectl delete --namespace',
    ]
    const positions = order.map(position)
    expect(positions).not.toContain(-1)
    expect(positions).toEqual([...positions].sort((a, b) => a - b))
  })
})

describe('the linter of workflows', () => {
  const workflow = (step: string, key = 'steps') =>
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    ${key}:\n      - run: ${step}\n`

  it.each([
    ['a key that is unknown', workflow('true', 'stepz'), 'stepz'],
    ['an expression that is none', workflow('echo ${{ github.sha == }}'), 'expression'],
    ['a context that there is not', workflow('echo ${{ nonsense.x }}'), 'nonsense'],
  ])('finds %s', (_, text, word) => {
    expect(faultsOf('x.yaml', workflow('echo ${{ github.sha }}'))).toEqual([])
    expect(faultsOf('x.yaml', text).join()).toContain(word)
  })
})

describe('the schema check', () => {
  it('passes for the operations of this tree', async () => {
    const published = await readPublished(`${ROOT}operations`)
    expect(published.length).toBeGreaterThan(10)
    expect(brokenOperations(supergraph, published)).toEqual([])
  })

  it('finds a field that is gone, and an argument that is required now', () => {
    const changed = supergraph
      .replaceAll(/\bsearchMemories\(/g, 'findMemories(')
      .replace(/(\bsnapshot\(id: ID!)/, '$1, at: Int!')
    expect(changed).not.toBe(supergraph)
    const broken = brokenOperations(changed, [
      { name: 'search', body: '{ me: user(id: "1") { searchMemories(query: "tea") { score } } }' },
      { name: 'snapshot', body: 'query ($id: ID!) { snapshot(id: $id) { id } }' },
      { name: 'packs', body: '{ runtimePacks { name } }' },
    ])
    expect(broken.map(({ name }) => name)).toEqual(['search', 'snapshot'])
    expect(broken[0]?.problems.join()).toContain('searchMemories')
  })

  it('finds what clients of an operation that is still answered would notice', () => {
    const add = 'mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { content } } }'
    const problemsOf = (from: string | RegExp, to: string) => {
      const changed = supergraph.replace(from, to)
      expect(changed).not.toBe(supergraph)
      return brokenOperations(changed, [{ name: 'add', body: add }], supergraph).flatMap(
        ({ problems }) => problems,
      )
    }
    expect(brokenOperations(supergraph, [{ name: 'add', body: add }], supergraph)).toEqual([])
    const memory = /(type Memory\b[^]*?\n {2}content: String)!/
    expect(problemsOf(memory, '$1')).toEqual(['Memory.content was String! and is String'])
    const input = (field: string, to: string) =>
      problemsOf(new RegExp(`(input AddMemoriesInput\\b[^]*?\\n {2})${field}`), `$1${to}`)
    expect(input('idempotencyKey: \\w+', 'idempotencyKey: String!').join()).toMatch(
      /\$input.idempotencyKey was \w+ and is \w+!/,
    )
    expect(input('idempotencyKey', 'onceKey')).toEqual(['$input.idempotencyKey is gone'])
    expect(input('idempotencyKey', 'reason: String!\n  idempotencyKey')).toEqual([
      '$input.reason is required now',
    ])
    expect(problemsOf(/\bINSIGHT\b/g, 'INSIGHTS')).toEqual([
      expect.stringMatching(/category: INSIGHT is gone/),
    ])
    // More is taken, and more is promised: nobody minds.
    expect(input('idempotencyKey', 'note: String\n  idempotencyKey')).toEqual([])
  })

  it('fails the command for a manifest that was published and a graph that breaks it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'schema-'))
    const check = (is: string) =>
      spawnSync(
        process.execPath,
        [
          ...['--import', 'tsx', 'infra/delivery/main.ts', 'operations/generated/manifest.json'],
          ...['--was', 'gateway/supergraph.graphql', '--is', is],
        ],
        { cwd: ROOT, encoding: 'utf8' },
      )
    await writeFile(
      join(folder, 'broken.graphql'),
      supergraph.replaceAll(/\bsearchMemories\(/g, 'findMemories('),
    )
    const same = check('gateway/supergraph.graphql')
    expect({ status: same.status, stderr: same.stderr }).toEqual({ status: 0, stderr: '' })
    const broken = check(join(folder, 'broken.graphql'))
    expect(broken.status).toBe(1)
    expect(broken.stderr).toContain('SearchMemories')
    await rm(folder, { recursive: true })
  })

  it('reads a manifest too, and refuses a file that is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'manifest-'))
    const operation = { name: 'Packs', type: 'query', body: '{ runtimePacks { name } }' }
    await writeFile(join(folder, 'manifest.json'), JSON.stringify({ version: 1, operations: [operation] }))
    await writeFile(join(folder, 'other.json'), '{}')
    expect(await readPublished(join(folder, 'manifest.json'))).toEqual([operation])
    await expect(readPublished(join(folder, 'other.json'))).rejects.toThrow(/has no list of operations/)
    await rm(folder, { recursive: true })
  })
})

describe('a release', () => {
  async function rehearse(measure: () => Promise<Traffic>, untilHealthy = () => Promise.resolve()) {
    const did: (number | string)[] = []
    const done = await release({
      steps: [5, 50, 100],
      looks: 5,
      pauseSeconds: 60,
      setWeight: (percent) => Promise.resolve(void did.push(percent)),
      settle: (on) => Promise.resolve(void did.push(on)),
      untilHealthy,
      measure,
      pause: () => Promise.resolve(),
      say: () => undefined,
    })
    return { did, done }
  }
  const answers = (requests: number, errors: number) => () =>
    Promise.resolve({ requests, errors, elsewhere: 10_000 })

  it('takes all the traffic, step by step, while errors are within the budget', async () => {
    expect(await rehearse(answers(10_000, 100))).toEqual({ did: [0, 5, 50, 100, 'new'], done: true })
  })

  it('gets no traffic any more as soon as it burns the budget', async () => {
    expect(await rehearse(answers(10_000, 150))).toEqual({ did: [0, 5, 'old'], done: false })
    const later = [0, 0, 0, 0, 0, 0, 900]
    const failing = () => Promise.resolve({ requests: 1_000, errors: later.shift() ?? 0, elsewhere: 0 })
    expect(await rehearse(failing)).toEqual({ did: [0, 5, 50, 'old'], done: false })
  })

  it('does not fail for one error in a handful of requests', async () => {
    expect((await rehearse(answers(20, 1))).done).toBe(true)
  })

  it('gets no traffic any more when it can’t be watched', async () => {
    const back = { did: [0, 5, 'old'], done: false }
    expect(await rehearse(() => Promise.reject(new Error('throttled')))).toEqual(back)
    // Nothing is heard of it, though the others are asked.
    expect(await rehearse(answers(0, 0))).toEqual(back)
    const idle = () => Promise.resolve({ requests: 0, errors: 0, elsewhere: 0 })
    expect((await rehearse(idle)).done).toBe(true)
  })

  it('gets none before the load balancer finds it healthy', async () => {
    const never = () => Promise.reject(new Error('not healthy'))
    expect(await rehearse(answers(1_000, 0), never)).toEqual({ did: [0, 'old'], done: false })
  })

  it('burns at 1 when it fails as often as it may, and not without traffic', () => {
    expect(burnRate({ requests: 1_000, errors: 1 })).toBeCloseTo(1)
    expect(burnRate({ requests: 0, errors: 0 })).toBe(0)
  })
})

describe('the load balancer', () => {
  it('is told both shares, and asked for its own errors too', () => {
    expect(forward('old', 'new', 25)[0]?.ForwardConfig.TargetGroups).toEqual([
      { TargetGroupArn: 'old', Weight: 75 },
      { TargetGroupArn: 'new', Weight: 25 },
    ])
    const arn = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:'
    const asked = queries(
      `${arn}loadbalancer/app/graph/50dc6c495c0c9188`,
      `${arn}targetgroup/green/6d0ecf831eec9f09`,
      `${arn}targetgroup/blue/0123456789abcdef`,
    )
    expect(asked.map(({ MetricStat }) => MetricStat.Metric)).toEqual([
      expect.objectContaining({
        MetricName: 'RequestCount',
        Dimensions: [
          { Name: 'LoadBalancer', Value: 'app/graph/50dc6c495c0c9188' },
          { Name: 'TargetGroup', Value: 'targetgroup/green/6d0ecf831eec9f09' },
        ],
      }),
      expect.objectContaining({ MetricName: 'HTTPCode_Target_5XX_Count' }),
      expect.objectContaining({
        MetricName: 'HTTPCode_ELB_5XX_Count',
        Dimensions: [{ Name: 'LoadBalancer', Value: 'app/graph/50dc6c495c0c9188' }],
      }),
      expect.objectContaining({ MetricName: 'RequestCount' }),
    ])
  })
})
