import { runPart } from '../kit/part.ts'
import { readConfig } from './config.ts'
import { startSnapshot } from './server.ts'

await runPart('snapshot', readConfig, startSnapshot)
