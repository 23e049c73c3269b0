import { invalid } from '../kit/errors.ts'
import type { RuntimeContext } from './context.ts'
import type { PackManifest } from './packs/pack.ts'

/** The pack of a name. Throws BAD_USER_INPUT where there is none. */
export function requirePack({ packs }: Pick<RuntimeContext, 'packs'>, name: string): PackManifest {
  const pack = packs.find((known) => known.name === name)
  if (pack) return pack
  throw invalid(`pack must be one of: ${packs.map((known) => known.name).join(', ')}`, 'pack')
}

/** Makes sure that a pack has layers of these names, no two of which bring the same. Throws BAD_USER_INPUT. */
export function requireLayers(
  { layers }: Pick<RuntimeContext, 'layers'>,
  pack: string,
  names: readonly string[],
): void {
  const own = layers.filter((layer) => layer.pack === pack)
  const broughtBy = new Map<string, string>()
  for (const [at, name] of names.entries()) {
    const layer = own.find((known) => known.name === name)
    if (!layer) {
      const known = own.map((each) => each.name).join(', ')
      throw invalid(`layers must be of: ${known || `none, ${pack} has no layers`}`, `layers.${at}`)
    }
    for (const { name: provided } of layer.provides) {
      const other = broughtBy.get(provided)
      if (other !== undefined)
        throw invalid(`layers ${other} and ${name} both have ${provided}`, `layers.${at}`)
      broughtBy.set(provided, name)
    }
  }
}
