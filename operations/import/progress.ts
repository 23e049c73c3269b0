import { Presets, SingleBar } from 'cli-progress'

const LINES = 10

export interface Progress {
  advance(count: number): void
  /** How many are in the graph. */
  readonly count: number
  stop(): void
}

/** Shows how far an import of `total` turns, or what else the unit is, has come: as a bar on a terminal, else as a line for every tenth of it. */
export function showProgress(out: NodeJS.WriteStream, total: number, unit: string): Progress {
  const show = out.isTTY ? bar(out, total, unit) : lines(out, total, unit)
  let count = 0
  return {
    advance(more) {
      count += more
      show.update(count)
    },
    get count() {
      return count
    },
    stop: () => show.stop(),
  }
}

function bar(stream: NodeJS.WriteStream, total: number, unit: string) {
  const shown = new SingleBar(
    {
      stream,
      format: `  {bar} {percentage} %  {value} of {total} ${unit}  {duration_formatted}`,
      hideCursor: true,
      // Signals are main's: this would take SIGTERM and let the process live.
      gracefulExit: false,
    },
    Presets.shades_classic,
  )
  shown.start(total, 0)
  return shown
}

function lines(out: NodeJS.WriteStream, total: number, unit: string) {
  let shown = 0
  return {
    update(count: number) {
      const tenths = Math.floor((count / total) * LINES)
      if (tenths > shown) out.write(`  ${count} of ${total} ${unit}\n`)
      shown = tenths
    },
    stop: () => undefined,
  }
}
