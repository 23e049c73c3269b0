import { runPart } from '../kit/part.ts'
import { readConfig } from './config.ts'
import { startMemory } from './server.ts'

await runPart('memory', readConfig, startMemory)
