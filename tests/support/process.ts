import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface StartedProcess {
  readonly child: ChildProcess
  /** What it printed so far, both streams. */
  output(): string
  /** Resolves with the first match; rejects when the process ends without one. */
  until(pattern: RegExp): Promise<RegExpExecArray>
  /** Its exit code, or the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals>
}

/** `npm start` (or another entry) as a person would start it. */
export function startProcess(
  env: Record<string, string>,
  args: readonly string[] = ['infra/local/start.cjs'],
  cwd = ROOT,
): StartedProcess {
  const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env['PATH'] ?? '', ...env } })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
    child.emit('printed')
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const exit = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>

  return {
    child,
    output: () => output,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output)
          if (match) resolve(match)
        }
        child.on('printed', look)
        look()
        void exit.then(() => reject(new Error(`it ended before it printed ${String(pattern)}:\n${output}`)))
      }),
    ended: () => exit.then(([code, signal]) => signal ?? code ?? 0),
  }
}
