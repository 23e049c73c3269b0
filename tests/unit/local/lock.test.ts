import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { DataFolderError, DataFolderLockedError, lockFolder } from '../../../infra/local/database/lock.ts'

const LOCK_MODULE = new URL('../../../infra/local/database/lock.ts', import.meta.url).href

let dataDir: string
let processes: ChildProcess[]

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lock-'))
  processes = []
})

afterEach(async () => {
  for (const child of processes) child.kill('SIGKILL')
  await rm(dataDir, { recursive: true, force: true })
})

/** A process that waits for a line on stdin, then tries to lock the folder, and keeps what it got. */
function contender(): ChildProcess {
  const program = `
    import { lockFolder } from ${JSON.stringify(LOCK_MODULE)}
    console.log('ready')
    process.stdin.once('data', () =>
      lockFolder(${JSON.stringify(dataDir)}).then(
        (lock) => { lock.handle.ref(); console.log('locked') },
        (error) => console.log(error.name + ' ' + error.pid)))`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdout.setEncoding('utf8')
  processes.push(child)
  return child
}

async function nextLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no stdout')
  const [line] = (await once(child.stdout, 'data')) as [string]
  return line.trim()
}

async function attempt(child: ChildProcess): Promise<string> {
  const answer = nextLine(child)
  child.stdin?.write('go\n')
  return answer
}

async function startHolder(): Promise<ChildProcess> {
  const holder = contender()
  await nextLine(holder)
  expect(await attempt(holder)).toBe('locked')
  return holder
}

describe('lock', () => {
  it('creates the folder, and can be taken again once released', async () => {
    const nested = join(dataDir, 'a', 'b')
    for (let round = 0; round < 3; round++) {
      const lock = await lockFolder(nested)
      await lock.release()
    }
    expect(await readdir(join(nested, 'lock'))).toEqual(['3'])
  })

  it('refuses a second holder in the same process', async () => {
    const lock = await lockFolder(dataDir)
    await expect(lockFolder(dataDir)).rejects.toMatchObject({
      name: 'DataFolderLockedError',
      message: `Cannot use the data folder ${dataDir}: it is in use by process ${process.pid}`,
      pid: process.pid,
    })
    await lock.release()
  })

  it('refuses a second process and names the first', async () => {
    const holder = await startHolder()
    const refusal = lockFolder(dataDir)
    await expect(refusal).rejects.toBeInstanceOf(DataFolderLockedError)
    await expect(refusal).rejects.toMatchObject({ pid: holder.pid })
  })

  it('is taken over after kill -9 of its holder', async () => {
    const holder = await startHolder()
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    const lock = await lockFolder(dataDir)
    await lock.release()
  })

  it('is won by exactly one of several processes that find it stale at the same instant', async () => {
    const holder = await startHolder()
    const contenders = Array.from({ length: 6 }, contender)
    await Promise.all(contenders.map(nextLine))
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    const answers = await Promise.all(contenders.map(attempt))
    const winner = contenders[answers.indexOf('locked')]
    const refused = answers.filter((answer) => answer !== 'locked')
    expect(refused).toEqual(Array.from({ length: 5 }, () => `DataFolderLockedError ${winner?.pid}`))
  })

  it('is won by exactly one of many concurrent attempts, round after round', async () => {
    for (let round = 0; round < 20; round++) {
      const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(dataDir)))
      const won = attempts.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      const lost = attempts.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as unknown] : [],
      )
      expect(won).toHaveLength(1)
      expect(lost.every((reason) => reason instanceof DataFolderLockedError)).toBe(true)
      await won[0]?.release()
    }
  })

  it('does not mistake a gap below a later holder for the lock', async () => {
    await mkdir(join(dataDir, 'lock'))
    await symlink('1-gone', join(dataDir, 'lock', '7'))
    await symlink('1-gone', join(dataDir, 'lock', '3'))
    const lock = await lockFolder(dataDir)
    await expect(lockFolder(dataDir)).rejects.toBeInstanceOf(DataFolderLockedError)
    expect((await readdir(join(dataDir, 'lock'))).filter((name) => /^\d+$/.test(name))).toEqual(['8'])
    await lock.release()
  })

  it('refuses a folder whose place is taken by a file', async () => {
    const file = join(dataDir, 'file')
    await writeFile(file, '')
    for (const path of [file, join(file, 'below')]) {
      const refusal = lockFolder(path)
      await expect(refusal).rejects.toBeInstanceOf(DataFolderError)
      await expect(refusal).rejects.not.toBeInstanceOf(DataFolderLockedError)
      await expect(refusal).rejects.toThrow(/^Cannot use the data folder \S+: [^\n]+$/)
    }
  })

  it('refuses a path too long for a socket instead of cutting it', async () => {
    await expect(lockFolder(join(dataDir, 'x'.repeat(120)))).rejects.toThrow(/its path is too long/)
  })
})
