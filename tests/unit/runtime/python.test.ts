import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { RunOutcome, SandboxDriver } from '../../../subgraphs/runtime/driver/types.ts'
import { BUILT_FOLDER } from '../../../subgraphs/runtime/packs/built.ts'
import { pythonPack } from '../../../subgraphs/runtime/packs/python.ts'
import { closeDrivers, createSandbox, file, hasProc, limits, startDriver, textOf } from './support.ts'

let driver: SandboxDriver
/** One sandbox for all that does not end its own. */
let id: string

beforeAll(async () => {
  driver = await startDriver({ packs: [await pythonPack(BUILT_FOLDER)] })
  id = await createSandbox(driver, [file('given/a.txt', 'é')], 'python')
}, 120_000)
afterAll(closeDrivers)

const run = (code: string, timeoutMs = 20_000): Promise<RunOutcome> => driver.run(id, { code, timeoutMs })
const inOneOfItsOwn = async (code: string, timeoutMs = 20_000): Promise<RunOutcome> => {
  const own = await createSandbox(driver, [], 'python')
  const outcome = await driver.run(own, { code, timeoutMs })
  await driver.stop(own)
  return outcome
}

describe('python', () => {
  it('answers with the last expression, standard output and standard error', async () => {
    expect(await run('import sys\nprint("out")\nprint("err", file=sys.stderr)\n{"a": [1, 2]}')).toMatchObject(
      {
        exitReason: 'COMPLETED',
        result: "{'a': [1, 2]}",
        stdout: 'out\n',
        stderr: 'err\n',
      },
    )
    expect(await run('x = 1')).toMatchObject({ exitReason: 'COMPLETED', result: null })
  })

  it('keeps globals, imports and definitions from run to run', async () => {
    await run('import math\ncount = 40\ndef add(n):\n    return count + n')
    expect(await run('add(2), math.floor(2.5), __name__')).toMatchObject({ result: "(42, 2, '__main__')" })
  })

  it('writes bytes and text of any kind', async () => {
    const code = 'import sys; print("é😀\\ud800"); sys.stdout.buffer.write(b"\\xff\\n"); sys.stdout.flush()'
    expect(await run(code)).toMatchObject({ exitReason: 'COMPLETED', stdout: 'é😀\\ud800\n\ufffd\n' })
  })

  it('has a traceback with its own lines and no path of the host', async () => {
    const outcome = await run('def f():\n    return 1 / 0\nf()')
    expect(outcome).toMatchObject({ exitReason: 'ERROR', result: null, ended: false })
    expect(outcome.stderr).toMatch(
      /^Traceback \(most recent call last\):\n {2}File "<run \d+>", line 3, in <module>\n {4}f\(\)\n/,
    )
    expect(outcome.stderr).toMatch(/return 1 \/ 0[^]*\nZeroDivisionError: division by zero\n$/)
    expect(outcome.stderr).not.toMatch(/_sandbox|\/tmp|file:|\.mjs/)
    expect((await run('1 +')).stderr).toMatch(/SyntaxError: invalid syntax\n$/)
    const long = await run('raise ValueError("x" * 100_000)')
    expect(long.stderr.length).toBeLessThan(2_100)
    expect(long.stderr).toContain('characters left out')
  })

  it('awaits at the top level, runs what was started, and says when nothing can happen any more', async () => {
    const code = [
      'import asyncio',
      'async def later(n):',
      '    await asyncio.sleep(0.01)',
      '    print("later", n)',
      '    return n',
      'task = asyncio.create_task(later(1))',
      'sum(await asyncio.gather(later(2), later(3)))',
    ].join('\n')
    const outcome = await run(code)
    expect(outcome).toMatchObject({ exitReason: 'COMPLETED', result: '5' })
    expect(outcome.stdout.split('\n').sort()).toEqual(['', 'later 1', 'later 2', 'later 3'])
    expect(await run('asyncio.run(later(4))')).toMatchObject({ result: '4', stdout: 'later 4\n' })
    const stuck = await run('await asyncio.get_running_loop().create_future()')
    expect(stuck).toMatchObject({ exitReason: 'ERROR' })
    expect(stuck.stderr).toContain('awaits what can never happen')
    expect(await run('await later(5)')).toMatchObject({ result: '5' })
  })

  it('ends with what it exits with', async () => {
    expect(await run('import sys; sys.exit()')).toMatchObject({ exitReason: 'COMPLETED', stderr: '' })
    expect(await run('sys.exit(3)')).toMatchObject({ exitReason: 'ERROR', stderr: 'SystemExit: 3\n' })
    expect(await run('input()')).toMatchObject({ exitReason: 'ERROR' })
  })

  it('reads the files it is given and gives those it leaves', async () => {
    expect(await run('open("given/a.txt").read()')).toMatchObject({ result: "'é'" })
    const code = [
      'import os, pathlib',
      'pathlib.Path("new/deep").mkdir(parents=True)',
      'pathlib.Path("new/deep/b.bin").write_bytes(bytes(range(256)))',
      'pathlib.Path("/tmp/scratch").write_text("not kept")',
      'with open("given/a.txt", "a") as f: f.write("!")',
      'os.symlink("/tmp/scratch", "link")',
    ].join('\n')
    await run(code)
    expect(textOf((await driver.readFiles(id)).slice(0, 1))).toEqual({ 'given/a.txt': 'é!' })
    expect((await driver.readFiles(id))[1]).toMatchObject({
      path: 'new/deep/b.bin',
      content: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
    })
    await driver.writeFiles(id, [file('mod.py', 'value = 7'), file('given/a.txt', 'replaced')])
    expect(
      await run('import mod; mod.value, open("given/a.txt").read(), open("/tmp/scratch").read()'),
    ).toMatchObject({
      result: "(7, 'replaced', 'not kept')",
    })
    await run('os.rename("given/a.txt", "a.txt"); os.remove("new/deep/b.bin"); os.truncate("mod.py", 0)')
    expect(textOf(await driver.readFiles(id))).toEqual({
      'a.txt': 'replaced',
      ...textOf((await driver.readFiles(id)).filter(({ path }) => path.startsWith('__pycache__'))),
      'mod.py': '',
    })
    await run(
      'import shutil; shutil.rmtree("__pycache__", ignore_errors=True); os.remove("mod.py"); os.remove("a.txt")',
    )
    expect(await driver.readFiles(id)).toEqual([])
  })

  it('is refused more file content and more files than its limits', async () => {
    const full = await run(`open("big", "wb").write(bytes(${limits.fileBytes} + 1))`)
    expect(full.stderr).toContain('No space left on device')
    const many = await run(`for i in range(${limits.fileCount} + 1): open(f"f{i}", "w").close()`)
    expect(many.stderr).toContain('No space left on device')
    await run('import os\nfor name in os.listdir(): os.remove(name) if os.path.isfile(name) else None')
    expect(await driver.readFiles(id)).toEqual([])
    expect(await run('open("ok", "w").write("x"); os.remove("ok")')).toMatchObject({
      exitReason: 'COMPLETED',
    })
  })

  it('survives running out of memory, and says so', async () => {
    expect(await run(`bytearray(${2 * limits.memoryBytes})`)).toMatchObject({
      exitReason: 'MEMORY_LIMIT',
      ended: false,
    })
    expect(await run(`len(bytearray(${limits.memoryBytes / 2}))`)).toMatchObject({ exitReason: 'COMPLETED' })
  })

  it('is cut off at its output limit, and goes on', async () => {
    const outcome = await inOneOfItsOwn('while True: print("x" * 50)')
    expect(outcome).toMatchObject({ exitReason: 'OUTPUT_LIMIT', outputTruncated: true, ended: false })
    expect(outcome.stdout.length).toBe(limits.outputBytes)
  })

  it('is killed when it does not end in time, whatever it does', async () => {
    const stubborn = 'import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass'
    for (const code of ['import time; time.sleep(60)', stubborn]) {
      expect(await inOneOfItsOwn(code, 300)).toMatchObject({ exitReason: 'TIMEOUT', ended: true })
    }
  })

  it('has randomness of its own after the image was restored', async () => {
    const code =
      'import os, random, secrets, uuid; (random.random(), os.urandom(8), secrets.token_hex(8), uuid.uuid4())'
    const [first, second] = await Promise.all([inOneOfItsOwn(code), inOneOfItsOwn(code)])
    expect(first.exitReason).toBe('COMPLETED')
    const values = [first, second].flatMap(({ result }) => result?.slice(1, -1).split(', ') ?? [])
    expect(new Set(values).size).toBe(8)
  })

  ;(hasProc ? it : it.skip)('ends as crashed when its interpreter does', async () => {
    expect(await inOneOfItsOwn('import os; os._exit(3)')).toMatchObject({
      exitReason: 'CRASHED',
      ended: true,
    })
  })

  it('sees the environment it was given', async () => {
    const own = await createSandbox(driver, [], 'python')
    const code = 'import os; os.environ["GREETING"], os.getcwd()'
    expect(await driver.run(own, { code, timeoutMs: 20_000 })).toMatchObject({
      result: "('hello', '/home/user')",
    })
    await driver.stop(own)
  })
})
