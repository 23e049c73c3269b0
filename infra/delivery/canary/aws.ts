import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Asks AWS by its command line, with its credentials and its region. Rejects with what it says where it fails. */
export async function aws<Answer>(...args: string[]): Promise<Answer> {
  const { stdout } = await run('aws', [...args, '--output', 'json'])
  return JSON.parse(stdout || 'null') as Answer
}
