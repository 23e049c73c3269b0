import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

// A data folder with migrated shards, made once for each state of what it is made of; test files clone it.
const root = fileURLToPath(new URL('../../', import.meta.url))

export default function setup() {
  const template = `${root}node_modules/.cache/test-template-${digest()}`
  process.env.TEST_TEMPLATE = template
  if (existsSync(template)) return
  const unfinished = `${template}.${process.pid}`
  rmSync(unfinished, { recursive: true, force: true })
  execFileSync(process.execPath, ['--import', 'tsx', `${root}tests/support/make-template.ts`, unfinished], {
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  // Another run may have been first.
  if (existsSync(template)) rmSync(unfinished, { recursive: true, force: true })
  else renameSync(unfinished, template)
}

function digest() {
  const hash = createHash('sha256')
  for (const file of ['package-lock.json', 'prisma/migrate.ts', 'prisma/shard-map.ts'])
    hash.update(readFileSync(`${root}${file}`))
  for (const folder of ['prisma/migrations', 'infra/local/database'])
    for (const name of readdirSync(`${root}${folder}`, { recursive: true }).sort())
      if (/\.(sql|ts|js)$/.test(name)) hash.update(readFileSync(`${root}${folder}/${name}`))
  return hash.digest('hex').slice(0, 16)
}
