import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeWith } from './describe-with.ts'
import { freePorts } from './ports.ts'

const installed = spawnSync('varnishd', ['-V']).status === 0

export interface TestVarnish {
  readonly url: string
  close(): Promise<void>
}

/** A suite that needs a real Varnish. */
export const describeWithVarnish = describeWith(installed, {
  needs: 'varnishd on PATH',
  missing: 'varnishd is not installed',
  skipped: 'varnishd is not on PATH',
})

/** Starts a Varnish with a configuration, and waits until it answers. */
export async function startVarnish(config: string): Promise<TestVarnish> {
  const folder = await mkdtemp(join(tmpdir(), 'agent-state-varnish-'))
  const port = await freePorts()
  const url = `http://127.0.0.1:${port}`
  await writeFile(join(folder, 'edge.vcl'), config)
  const child = spawn(
    'varnishd',
    [
      ...['-F', '-j', 'none', '-n', folder, '-f', join(folder, 'edge.vcl'), '-s', 'malloc,64m'],
      ...['-a', `127.0.0.1:${port}`, '-T', 'none', '-p', 'thread_pool_min=20'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let told = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (told += String(chunk)))
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`varnishd ended at its start: ${told}`)
    await sleep(50)
  }
  return {
    url,
    async close() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const answers = (url: string) =>
  fetch(`${url}/livez`).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.ok
    },
    () => false,
  )
