import { runPart } from '../subgraphs/kit/part.ts'
import { readConfig } from './config.ts'
import { startGateway } from './server.ts'

await runPart('gateway', readConfig, startGateway)
