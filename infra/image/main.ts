import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { requirePorts } from '../local/ports.ts'
import { rehearse } from './rehearse.ts'

// `npm run image:rehearse`: the Dockerfile's steps in empty folders, then the result started and asked. It needs no engine.
const PORT = 28_400
const run = promisify(execFile)
const say = (line: string) => process.stdout.write(`${line}\n`)

/** Asks for what takes most of the image: all the parts, the database, and files that only sandboxes read. */
async function runInSandbox(): Promise<string> {
  const key = await readFile(join(data, 'dev-api-key'), 'utf8')
  const ask = async (query: string) => {
    const response = await fetch(`http://127.0.0.1:${PORT}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key.trim()}` },
      body: JSON.stringify({ query }),
    })
    return (await response.json()) as { data: { made: { id: string }; run: { stdout: string } } }
  }
  const { made } = (
    await ask('mutation { made: createSandbox(input: {externalId: "ada", pack: "javascript"}) { id } }')
  ).data
  const run = `run: runCode(input: {sandboxId: "${made.id}", code: "console.log(6 * 7)"}) { stdout }`
  return (await ask(`mutation { ${run} }`)).data.run.stdout
}

await requirePorts('127.0.0.1', [PORT])
const data = await mkdtemp(join(tmpdir(), 'image-data-'))
const { root, dockerfile, remove } = await rehearse(fileURLToPath(new URL('../../', import.meta.url)), say)
const app = join(root, 'app')
try {
  const { stdout } = await run('du', ['-sm', app])
  say(`/app takes ${stdout.split('\t')[0] ?? '?'} MB`)

  const env = { ...dockerfile.env, HOST: '127.0.0.1', PORT: String(PORT), DATA_DIR: data }
  const platform = spawn(process.execPath, ['dist/infra/local/main.js'], {
    cwd: app,
    env,
    stdio: ['ignore', 2, 2],
  })
  const ended = once(platform, 'exit')
  const [, ...check] = dockerfile.healthcheck
  const healthy = () =>
    run(process.execPath, check, { cwd: app, env }).then(
      () => true,
      () => false,
    )
  try {
    while (!(await healthy())) {
      if (platform.exitCode !== null) throw new Error('it did not start')
      await sleep(500)
    }
    say('its health check passes')
    const ready = await fetch(`http://127.0.0.1:${PORT}/readyz`)
    if (!ready.ok) throw new Error(`/readyz answers ${ready.status}: ${await ready.text()}`)
    say(`/readyz: ${await ready.text()}`)
    say(`what code printed in a sandbox: ${JSON.stringify(await runInSandbox())}`)
  } finally {
    platform.kill('SIGTERM')
    await ended
  }
} finally {
  await remove()
  await rm(data, { recursive: true, force: true })
}
