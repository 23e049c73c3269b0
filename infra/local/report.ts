import { relative } from 'node:path'
import type { LocalConfig } from './config.ts'
import type { Progress, Stack } from './stack.ts'

/** Tells on a terminal, or in a log, what a stack does while it starts. Times are since `report` was made. */
export function createReport(out: NodeJS.WriteStream, dataDir: string): Progress {
  const began = performance.now()
  const line = (name: string, text: string) => {
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    out.write(`  ${name.padEnd(14)}${text.padEnd(52)}${seconds.padStart(5)} s\n`)
  }
  const folder = shortest(dataDir)
  const stages = {
    creating: `creating it in ${folder} (first start only)`,
    opening: `opening ${folder}`,
    given: 'as configured',
    ready: 'ready',
  }

  return {
    database: (stage) => line('database', stages[stage]),
    migration({ done, total }) {
      if (out.isTTY)
        out.write(
          `\r  ${'shards'.padEnd(14)}migrating ${bar(done / total)} ${done}/${total}\x1b[K${done === total ? '\r\x1b[K' : ''}`,
        )
      if (!out.isTTY && done % 16 === 0 && done < total) line('shards', `migrated ${done} of ${total}`)
    },
    migrated: () => line('shards', 'up to date'),
    serving: (name, url) => line(name, url),
  }
}

/** A folder as one would type it here. */
function shortest(folder: string): string {
  const path = relative(process.cwd(), folder)
  return path.startsWith('..') ? folder : path || '.'
}

const BAR_WIDTH = 32

const bar = (share: number) => '█'.repeat(Math.round(share * BAR_WIDTH)).padEnd(BAR_WIDTH, '░')

/** What someone who has just started the platform wants to know. */
export function welcome(
  { url, apiKey }: Pick<Stack, 'url' | 'apiKey'>,
  { dataDir }: Pick<LocalConfig, 'dataDir'>,
  readyMs: number,
): string {
  return `
  Ready in ${(readyMs / 1000).toFixed(1)} s.

  Graph     ${url}   (in a browser: a page to explore it)
  Data      ${dataDir}
  API key   ${apiKey}
            (sent as "authorization: Bearer …"; kept in ${shortest(dataDir)}/dev-api-key)

  A memory in, and its context out. Paste:

  curl -s ${url} -H 'content-type: application/json' \\
    -H 'authorization: Bearer ${apiKey}' \\
    -d '{"query":"mutation { addMemories(input: {externalId: \\"ada\\", items: [{content: \\"Ada takes her tea without sugar.\\"}]}) { memories { id user { context(query: \\"How does Ada take her tea?\\") { text } } } } }"}'

  Ctrl-C stops it.
`
}
