import { fileURLToPath } from 'node:url'

/** Where `npm run build` puts what benches measure. */
export const DIST = fileURLToPath(new URL('../../../dist/', import.meta.url))
