import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { parseDockerfile } from './dockerfile.ts'
import type { Dockerfile, Stage } from './dockerfile.ts'

const run = promisify(execFile)

export interface Rehearsed {
  /** The folder that stands for the image's root. */
  readonly root: string
  readonly dockerfile: Dockerfile
  readonly remove: () => Promise<void>
}

/**
 * Goes through a Dockerfile's steps without an engine: each stage is an empty folder, what is copied comes from the files
 * that the context would hold, and commands run in it by this machine's shell, Node and npm in place of the base image's.
 */
export async function rehearse(context: string, progress: (step: string) => void): Promise<Rehearsed> {
  const dockerfile = parseDockerfile(await readFile(join(context, 'Dockerfile'), 'utf8'))
  const folder = await mkdtemp(join(tmpdir(), 'image-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const files = await contextFiles(context)
    for (const stage of dockerfile.stages) await build(stage, { context, files, folder, progress })
    const image = dockerfile.stages.at(-1)
    if (!image) throw new Error('the Dockerfile has no stage')
    return { root: join(folder, image.name), dockerfile, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

interface Building {
  readonly context: string
  readonly files: readonly string[]
  readonly folder: string
  readonly progress: (step: string) => void
}

async function build(stage: Stage, { context, files, folder, progress }: Building): Promise<void> {
  const root = join(folder, stage.name)
  let cwd = root
  await mkdir(root, { recursive: true })
  for (const step of stage.instructions) {
    switch (step.kind) {
      case 'WORKDIR':
        cwd = join(root, step.path)
        await mkdir(cwd, { recursive: true })
        break
      case 'RUN':
        progress(`${stage.name}: ${step.command}`)
        await shell(step.command, cwd)
        break
      case 'COPY': {
        const target = join(step.target.startsWith('/') ? root : cwd, step.target)
        for (const source of step.sources) {
          if (step.from !== null) await cp(join(folder, step.from, source), target, { recursive: true })
          else await copyFromContext(source, target, context, files)
        }
        break
      }
      default:
        step satisfies never
    }
  }
}

async function copyFromContext(source: string, target: string, context: string, files: readonly string[]) {
  if (source !== '.') {
    if (!files.includes(source)) throw new Error(`COPY ${source}: there is no such file in the context`)
    return cp(join(context, source), target.endsWith('/') ? join(target, basename(source)) : target)
  }
  for (const file of files) await cp(join(context, file), join(target, file))
}

/** The files that git knows or would take, without those of .dockerignore. */
async function contextFiles(context: string): Promise<string[]> {
  const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: context,
    maxBuffer: 2 ** 24,
  })
  const ignored = (await readFile(join(context, '.dockerignore'), 'utf8')).trim().split('\n')
  if (ignored.some((path) => /[*!#]/.test(path))) throw new Error('.dockerignore: only plain paths are known')
  return listed.stdout
    .split('\0')
    .filter((file) => file !== '' && !ignored.some((path) => file === path || file.startsWith(`${path}/`)))
}

/** Runs a command to its end, with what it prints on this process's error stream. */
const shell = (command: string, cwd: string) =>
  new Promise<void>((resolve, reject) => {
    const child = spawn('sh', ['-c', command], { cwd, stdio: ['ignore', 2, 2] })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`"${command}" ended with ${code ?? 'a signal'}`))
    })
  })
