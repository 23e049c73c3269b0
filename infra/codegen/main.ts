import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generate } from './generate.ts'

// `npm run generate` writes the generated files; with --check it fails when one of them is not what it would write.
const root = fileURLToPath(new URL('../../', import.meta.url))
const check = process.argv.includes('--check')
const stale: string[] = []

for (const [path, content] of await generate()) {
  const file = `${root}${path}`
  if ((await readFile(file, 'utf8').catch(() => undefined)) === content) continue
  stale.push(path)
  if (check) continue
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, content)
}

if (stale.length === 0) console.log('Generated files are up to date.')
else if (!check) console.log(`Wrote ${stale.join(', ')}.`)
else {
  console.error(`Not up to date: ${stale.join(', ')}. Run "npm run generate" and commit what it writes.`)
  process.exitCode = 1
}
