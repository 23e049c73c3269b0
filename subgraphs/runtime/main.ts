import { runPart } from '../kit/part.ts'
import { readConfig } from './config.ts'
import { startRuntime } from './server.ts'

await runPart('runtime', readConfig, startRuntime)
