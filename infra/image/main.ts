import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
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

await requirePorts('127.0.0.1', [PORT])
const data = await mkdtemp(join(tmpdir(), 'image-data-'))
const { root, dockerfile, remove } = await rehearse(fileURLToPath(new URL('../../', import.meta.url)), say)
const app = join(root, 'app')
try {
  const { stdout } = await run('du', ['-sm', app])
  say(`/app takes ${stdout.split('\t')[0] ?? '?'} MB`)

  const env = { ...dockerfile.env, HOST: '127.0.0.1', PORT: String(PORT), DATA_DIR: data }
  const platform = spawn(process.execPath, ['dist/infra/local/main.js'], { cwd: app, env, stdio: ['ignore', 2, 2] })
  const ended = once(platform, 'exit') as Promise<[number | null]>
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
  } finally {
    platform.kill('SIGTERM')
  }
  const [code] = await ended
  if (code !== 0) throw new Error(`it ended with ${code ?? 'a signal'} on SIGTERM`)
  say('it ends cleanly on SIGTERM')
} finally {
  await remove()
  await rm(data, { recursive: true, force: true })
}
