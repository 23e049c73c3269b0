import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { build } from '../../../infra/build/build.ts'
import { parseDockerfile } from '../../../infra/image/dockerfile.ts'
import { startProcess } from '../../support/process.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8')

describe('the build', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'build-'))
    await build(join(folder, 'dist'))
    await symlink(`${ROOT}node_modules`, join(folder, 'node_modules'))
    await writeFile(join(folder, 'package.json'), '{"type": "module"}')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.each([
    'dist/gateway/main.js',
    'dist/subgraphs/memory/main.js',
    'dist/subgraphs/memory/worker.js',
    'dist/subgraphs/conversation/main.js',
    'dist/subgraphs/snapshot/main.js',
    'dist/subgraphs/runtime/main.js',
    'dist/infra/migrate/main.js',
  ])('makes %s, which Node alone starts and which says what it needs', async (module) => {
    const started = startProcess({}, [module], folder)
    expect(await started.ended()).toBe(1)
    expect(started.output()).toMatch(/^The configuration is not right:\n {2}(IDENTITY_SECRET|DATABASE_URL)/)
  })

  it.each([
    'gateway/supergraph.graphql',
    'gateway/sandbox/page/page.html',
    'subgraphs/memory/schema.graphql',
    'subgraphs/runtime/driver/child/main.mjs',
    'subgraphs/runtime/packs/javascript/prelude.js',
    'prisma/migrations/20261101000000_first/migration.sql',
    'infra/local/database/server.js',
  ])('puts %s beside the module that reads it', (path) => {
    expect(readFileSync(join(folder, 'dist', path), 'utf8')).toBe(read(path))
  })
})

describe('the Dockerfile', () => {
  const dockerfile = parseDockerfile(read('Dockerfile'))
  const image = dockerfile.stages.at(-1)!

  it('is of several stages on one pinned base, and ends without root and without what only a build needs', () => {
    expect(new Set(dockerfile.stages.map(({ base }) => base)).size).toBe(1)
    expect(image.base).toMatch(/^node:20\.\d+\.\d+-[a-z]+-slim$/)
    expect(dockerfile.user).toBe('1000:1000')
    const from = (stage: string) =>
      image.instructions.flatMap((step) => (step.kind === 'COPY' && step.from === stage ? step.sources : []))
    expect(from('modules')).toEqual(['/app/node_modules'])
    expect(from('build')).toEqual(['/app/dist'])
    const modules = dockerfile.stages.find(({ name }) => name === 'modules')!
    expect(modules.instructions.at(-1)).toMatchObject({
      command: expect.stringContaining('npm ci --omit=dev'),
    })
  })

  it('copies files that there are', () => {
    for (const { instructions } of dockerfile.stages)
      for (const step of instructions)
        if (step.kind === 'COPY' && step.from === null)
          for (const source of step.sources)
            expect({ [source]: existsSync(`${ROOT}${source}`) }).toEqual({ [source]: true })
  })

  it('has the part chosen by the command, and a health check', () => {
    expect(dockerfile.entrypoint).toEqual(['node'])
    expect(dockerfile.command).toEqual(['dist/gateway/main.js'])
    expect(dockerfile.healthcheck.slice(0, 2)).toEqual(['node', '-e'])
    expect(dockerfile.healthcheck[2]).toContain('/livez')
    expect(dockerfile.env).toEqual({
      NODE_ENV: 'production',
      APOLLO_TELEMETRY_DISABLED: '1',
      HOST: '0.0.0.0',
      PORT: '4000',
    })
  })

  it('keeps secrets, data and installed modules out of its context', () => {
    const ignored = read('.dockerignore').trim().split('\n')
    expect(ignored).toEqual(
      expect.arrayContaining(['.data', '.git', 'dist', 'node_modules', 'prisma/client']),
    )
  })

  it('is not understood where it does what is not rehearsed', () => {
    expect(() => parseDockerfile('FROM node:20\nADD https://example.com /app')).toThrow(/not known here: ADD/)
  })
})

describe('compose.yaml', () => {
  const { services } = parse(read('compose.yaml'))

  it('opens the graph to this machine alone, and takes every right from the platform', () => {
    expect(services.platform).toMatchObject({
      ports: ['127.0.0.1:4000:4000'],
      command: ['dist/infra/local/main.js'],
      read_only: true,
      cap_drop: ['ALL'],
    })
    expect(services.postgres.ports).toBeUndefined()
    expect(services.redis.ports).toBeUndefined()
  })
})
