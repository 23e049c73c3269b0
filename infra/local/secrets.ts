import { randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newApiKey, parseApiKey } from '../../gateway/api-keys.ts'

/** The development API key, made on the first start. */
export const devApiKey = (dataDir: string) =>
  keep(join(dataDir, 'dev-api-key'), newApiKey, (text) => parseApiKey(text) !== null)

/** What the gateway signs identities with, made on the first start. */
export const identitySecret = (dataDir: string) =>
  keep(
    join(dataDir, 'identity-secret'),
    () => randomBytes(32).toString('base64url'),
    (text) => text.length >= 32,
  )

/** Reads a secret that only this user can read, or makes it: whole or not at all, whenever the process ends. */
async function keep(file: string, make: () => string, isGood: (text: string) => boolean): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept !== undefined) {
    if (isGood(kept.trim())) return kept.trim()
    throw new Error(`${file} does not hold what it should; remove it to have a new one made`)
  }
  const made = make()
  await writeFile(`${file}.new`, `${made}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
  return made
}
