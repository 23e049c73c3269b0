import { resolve } from 'node:path'
import { BUILT_FOLDER, writeBuilt } from './built.ts'
import { javascriptPack } from './javascript.ts'
import { buildAndKeepLayers } from './layers/load.ts'
import { buildPythonPack } from './python.ts'

// `npm run packs:build [-- folder [layers]]`: makes every pack and layer anew and prints its digest, the same one each time.
const [, , folder = BUILT_FOLDER, layers] = process.argv
const say = ({ digest, name, version }: { digest: string; name: string; version: string }) =>
  process.stdout.write(`${digest}  ${name} ${version}\n`)
for (const pack of [await javascriptPack(), await buildPythonPack()]) {
  await writeBuilt(resolve(folder), pack)
  say(pack.manifest)
}
if (layers !== undefined)
  for (const { manifest } of await buildAndKeepLayers(resolve(folder), resolve(layers))) say(manifest)
