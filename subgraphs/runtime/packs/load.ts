import { javascriptPack } from './javascript.ts'
import type { Pack } from './pack.ts'

/** Every pack this release ships, read from disk and checked against the pinned hashes. */
export const loadPacks = async (): Promise<readonly Pack[]> => [await javascriptPack()]
