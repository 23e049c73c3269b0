import { fileURLToPath } from 'node:url'
import { build } from './build.ts'

// `npm run build`: what the image runs, in dist/.
const files = await build(fileURLToPath(new URL('../../dist/', import.meta.url)))
process.stdout.write(`dist/ has the ${files} files that the platform runs on.\n`)
