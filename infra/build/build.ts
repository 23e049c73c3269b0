import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformFile } from '@swc/core'
import type { Options } from '@swc/core'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What servers and their commands are made of. */
const PARTS = [
  'gateway',
  'subgraphs',
  'prisma',
  'infra/jobs',
  'infra/keys',
  'infra/local',
  'infra/migrate',
  'infra/operations',
  'operations/generated',
]

/** Nothing that runs reads these; every other file is copied as it is. */
const NOT_READ = new Set(['.md', '.prisma', '.toml', '.cjs'])

/** Apart from the options' type, which does not know of the extensions yet. */
const jsc = {
  parser: { syntax: 'typescript' as const },
  target: 'es2023' as const,
  rewriteRelativeImportExtensions: true,
}
const SWC: Options = { swcrc: false, jsc, module: { type: 'es6' } }

/**
 * Writes JavaScript that Node runs by itself to `out`, each module at its place in the tree, and beside it every file
 * that it reads. Types are not checked: that is `npm run check`. Answers how many files it wrote.
 */
export async function build(out: string, parts: readonly string[] = PARTS): Promise<number> {
  const written = await Promise.all(parts.map((part) => buildPart(part, out)))
  return written.reduce((sum, count) => sum + count, 0)
}

async function buildPart(part: string, out: string): Promise<number> {
  await rm(join(out, part), { recursive: true, force: true })
  const entries = await readdir(join(ROOT, part), { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .filter((path) => !NOT_READ.has(extname(path)))
  await Promise.all(paths.map((path) => put(path, out)))
  return paths.length
}

async function put(path: string, out: string): Promise<void> {
  const isModule = extname(path) === '.ts'
  const target = join(out, isModule ? path.replace(/\.ts$/, '.js') : path)
  await mkdir(dirname(target), { recursive: true })
  if (isModule) await writeFile(target, (await transformFile(join(ROOT, path), SWC)).code)
  else await cp(join(ROOT, path), target)
}
