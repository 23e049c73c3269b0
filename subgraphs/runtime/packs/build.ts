import { resolve } from 'node:path'
import { BUILT_FOLDER, writeBuilt } from './built.ts'
import { javascriptPack } from './javascript.ts'
import { buildPythonPack } from './python.ts'

// `npm run packs:build [-- folder]`: makes every pack anew and prints its digest, the same one each time.
const [, , folder = BUILT_FOLDER] = process.argv
for (const pack of [await javascriptPack(), await buildPythonPack()]) {
  await writeBuilt(resolve(folder), pack)
  process.stdout.write(`${pack.manifest.digest}  ${pack.manifest.name} ${pack.manifest.version}\n`)
}
