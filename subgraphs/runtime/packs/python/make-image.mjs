/* Writes to standard output the memory that every Python starts from. The same bytes, whenever and wherever. */
import { readFileSync, writeSync } from 'node:fs'
import { createContext } from './boot.mjs'

process.env.TZ = 'UTC'
const host = {
  now: () => 0,
  random: (length) => '\0'.repeat(length),
  write: () => undefined,
  sleep: () => undefined,
  fetch: () => '',
  stopped: () => false,
}
const { tools, parts } = createContext(host)
const source = (path) => readFileSync(new URL(path, import.meta.url)).toString()
const modules = { _sandbox_web: source('./web.py'), _sandbox: source('./runner.py') }
const image = Buffer.from(await tools.makeImage(parts, modules), 'latin1')
for (let sent = 0; sent < image.byteLength;) sent += writeSync(1, image, sent)
