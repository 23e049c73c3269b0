import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { alertsOf } from '../../../infra/kubernetes/alerts.ts'
import { synth } from '../../../infra/kubernetes/synth.ts'
import { readValues } from '../../../infra/kubernetes/read-values.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const FOLDER = `${ROOT}infra/runbooks/`
const read = (path: string) => readFileSync(path, 'utf8')

const pages = readdirSync(FOLDER).map((name) => [name, read(FOLDER + name)] as const)
const runbooks = pages.filter(([name]) => !['README.md', 'security.md', 'slo.md'].includes(name))

const { scripts } = JSON.parse(read(`${ROOT}package.json`)) as { scripts: Record<string, string> }
const tables = read(`${ROOT}prisma/schema.prisma`)
const manifests: { kind: string; metadata: { name: string } }[] = synth(
  await readValues('production'),
  'unused',
).charts.flatMap((chart) => chart.toJson() as [])
const objects = new Set(manifests.map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`))
const PROGRAMS = ['aws', 'curl', 'kubectl', 'npm', 'psql', 'redis-cli']

/** The commands of a page: lines of its blocks, and code in its sentences. */
function commandsOf(page: string): string[] {
  const blocks = [...page.matchAll(/^( *)```sh\n([^]*?)^\1```$/gm)].map(([, , code = '']) => code)
  const lines = blocks.flatMap((code) =>
    code
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  )
  const spans = [
    ...page.replace(/```[^]*?```/g, '').matchAll(/`((?:npm run|kubectl|psql|aws \w+ [a-z]) ?[^`]*)`/g),
  ]
  return [...lines, ...spans.map(([, code = '']) => code)]
}

it('there is a runbook for each trouble that was thought of', () => {
  expect(runbooks.map(([name]) => name.replace('.md', '')).sort()).toEqual([
    'cache-loss',
    'cost-spike',
    'hot-shard',
    'key-leak',
    'primary-loss',
    'region-failover',
    'restore',
    'runaway-tenant',
    'sandbox-escape',
    'shard-move',
  ])
})

describe.each(runbooks)('the runbook %s', (_, page) => {
  it('names its alarm, what to do and how to know that it worked', () => {
    expect(page).toMatch(/^\*\*Alarm\*\*: /m)
    expect(page).toMatch(/^## It worked when$/m)
    const alerts = alertsOf('agent-state').map(({ name }) => name)
    const [, alarm = ''] = /^\*\*Alarm\*\*: ([^]*?)\n\n/m.exec(page) ?? []
    const named = [...alarm.matchAll(/(`AWS\/\w+` )?`(\w+)`/g)].flatMap(([, cloud, name]) =>
      cloud ? [] : [name],
    )
    for (const name of named) expect(alerts).toContain(name)
  })
})

describe.each(pages)('the page %s', (_, page) => {
  const commands = commandsOf(page)

  it('uses programs that are known', () => {
    for (const command of commands) {
      const [program] = command.replace(/^(\w+=("[^"]*"|\$\(.*\))\s*)*/, '').split(' ')
      if (program !== '') expect(PROGRAMS).toContain(program)
    }
  })

  it('runs scripts, modules and workloads that there are', () => {
    for (const [, script] of page.matchAll(/npm run ([\w:]+)/g))
      expect(Object.keys(scripts)).toContain(script)
    for (const [, module] of page.matchAll(/node (dist\/\S+)\.js/g))
      expect({ [module!]: existsSync(`${ROOT}${module!.replace('dist/', '')}.ts`) }).toEqual({
        [module!]: true,
      })
    for (const [, name] of page.matchAll(/\b((?:deployment|statefulset|externalsecret)\/[a-z][\w-]*)/g))
      expect([...objects]).toContain(name)
    for (const [, file] of page.matchAll(/dist\/kubernetes\/production\/(\S+?)\.yaml/g))
      expect(['1-base', '2-migration', '3-platform']).toContain(file)
  })

  it('reads tables that there are', () => {
    for (const [, table] of page.matchAll(/\bshard_07\.([a-z]\w+)/g))
      expect(tables).toContain(`@@map("${table}")`)
  })

  it('leads to pages that there are', () => {
    for (const [, link] of page.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
      expect({ [link!]: existsSync(new URL(link!, `file://${FOLDER}`)) }).toEqual({ [link!]: true })
  })
})
