import { BUILT_FOLDER } from './built.ts'
import { javascriptPack } from './javascript.ts'
import type { Pack } from './pack.ts'
import { pythonPack } from './python.ts'

/**
 * Every pack this release ships, read from disk and checked against the pinned hashes.
 * @param builtFolder where those that are built before use are, or will be, kept
 */
export const loadPacks = async (builtFolder: string = BUILT_FOLDER): Promise<readonly Pack[]> => [
  await javascriptPack(),
  await pythonPack(builtFolder),
]
