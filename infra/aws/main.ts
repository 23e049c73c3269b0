import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { STAGES, isStageName } from './stages.ts'

const USAGE = `usage: npm run aws:synth -- ${Object.keys(STAGES).join('|')}… [--out FOLDER]`

/** Writes CloudFormation templates for the stages named; fails where cdk-nag finds what nobody gave a reason for. */
function main(args: readonly string[]): number {
  const out = args.indexOf('--out')
  const folder = out < 0 ? 'dist/aws' : args[out + 1]
  const names = args.filter((_, index) => out < 0 || (index !== out && index !== out + 1))
  if (!folder || names.length === 0 || !names.every(isStageName)) {
    console.error(USAGE)
    return 2
  }
  const config = readConfig()
  for (const name of names) {
    const outdir = join(folder, name)
    mkdirSync(outdir, { recursive: true })
    createApp(STAGES[name], config, outdir).synth()
    console.log(`${name}: ${outdir}`)
  }
  return 0
}

process.exitCode = main(process.argv.slice(2))
