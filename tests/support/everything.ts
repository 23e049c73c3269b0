import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'

/** Every row of every table of a database, as text with bytes in hex; whoever's they are, the job queue's included. */
export async function everyRow(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') and tablename <> '_prisma_migrations'`,
    )
    const dumps: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`)
      for (const { row } of rows) dumps.push(`${name} ${row}`)
    }
    return dumps.join('\n')
  } finally {
    await client.end()
  }
}

/** Every file under a folder, with its path, as bytes, in the order of paths. */
export async function everyFile(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort()
  const parts = paths.map(async (path) => Buffer.concat([Buffer.from(`${path}\n`), await readFile(path)]))
  return Buffer.concat(await Promise.all(parts))
}

/** Whether a text is somewhere: as it is, or in hex or base64 where it stands on its own. */
export const holds = (haystack: string | Buffer, needle: string) =>
  [needle, Buffer.from(needle).toString('hex'), Buffer.from(needle).toString('base64')].some((form) =>
    haystack.includes(form),
  )
