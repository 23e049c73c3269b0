import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../aws/app.ts'
import { readConfig } from '../aws/config.ts'
import { STAGES, isStageName, primaryOf } from '../aws/stages.ts'
import { PRICES } from './prices.ts'
import { report } from './report.ts'
import { readResources } from './templates.ts'

/** Prints what a stage costs a month, from the very templates that would be deployed. */
function main([name]: readonly string[]): number {
  if (!name || !isStageName(name)) {
    console.error(`usage: npm run cost -- ${Object.keys(STAGES).join('|')}`)
    return 2
  }
  const stage = STAGES[name]
  const folder = mkdtempSync(join(tmpdir(), 'agent-state-cost-'))
  try {
    createApp(stage, readConfig(), folder).synth()
    const resources = readResources(folder)
    console.log(report(stage, { resources, load: stage.load, prices: PRICES, primary: primaryOf(stage) }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return 0
}

process.exitCode = main(process.argv.slice(2))
