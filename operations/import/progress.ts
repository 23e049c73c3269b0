import { Presets, SingleBar } from 'cli-progress'

const LINES = 10

export interface Progress {
  advance(turns: number): void
  /** How many turns are in the graph. */
  readonly turns: number
  stop(): void
}

/** Shows how far an import of `total` turns is: as a bar on a terminal, else as a line for every tenth of it. */
export function showProgress(out: NodeJS.WriteStream, total: number): Progress {
  const show = out.isTTY ? bar(out, total) : lines(out, total)
  let turns = 0
  return {
    advance(count) {
      turns += count
      show.update(turns)
    },
    get turns() {
      return turns
    },
    stop: () => show.stop(),
  }
}

function bar(stream: NodeJS.WriteStream, total: number) {
  const shown = new SingleBar(
    {
      stream,
      format: '  {bar} {percentage} %  {value} of {total} turns  {duration_formatted}',
      hideCursor: true,
      // Signals are main's: this would take SIGTERM and let the process live.
      gracefulExit: false,
    },
    Presets.shades_classic,
  )
  shown.start(total, 0)
  return shown
}

function lines(out: NodeJS.WriteStream, total: number) {
  let shown = 0
  return {
    update(turns: number) {
      const tenths = Math.floor((turns / total) * LINES)
      if (tenths > shown) out.write(`  ${turns} of ${total} turns\n`)
      shown = tenths
    },
    stop: () => undefined,
  }
}
