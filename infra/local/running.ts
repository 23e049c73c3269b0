import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where a running platform says how its embedded database is reached: both the port and the password are of one start. */
const fileOf = (dataDir: string) => join(dataDir, 'database-url')

/** Tells other commands of this user. A file left by a start that was killed has a password that opens nothing. */
export async function announceDatabase(dataDir: string, url: string): Promise<() => Promise<void>> {
  const file = fileOf(dataDir)
  await writeFile(`${file}.new`, `${url}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
  return () => rm(file, { force: true })
}

/** The URL of the database that the platform on a data folder runs. Throws where none is running. */
export async function runningDatabase(dataDir: string): Promise<string> {
  const url = await readFile(fileOf(dataDir), 'utf8').catch(() => undefined)
  if (url === undefined)
    throw new Error(
      `no platform is running on ${dataDir}: start it with "npm start", or set DATABASE_URL or SHARD_MAP to its databases`,
    )
  return url.trim()
}
