import { runPart } from '../kit/part.ts'
import { readConfig } from './config.ts'
import { startConversation } from './server.ts'

await runPart('conversation', readConfig, startConversation)
