import { mkdir, writeFile } from 'node:fs/promises'
import { arch, cpus, platform, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { BenchResult } from './bench.ts'
import type { Measurement } from './measure.ts'

const FOLDER = fileURLToPath(new URL('../../../bench-results/', import.meta.url))

const HEADER = [
  'operation',
  'concurrency',
  'requests',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'requests/s',
  'p99 limit',
  'CPU µs',
]

/** Measurements as a table, with a column for each process whose CPU time is told. */
export function table(measurements: readonly Measurement[]): string {
  const processes = [
    ...new Set(measurements.flatMap(({ cpuMicrosecondsOf = {} }) => Object.keys(cpuMicrosecondsOf))),
  ]
  return columns([
    [...HEADER, ...processes],
    ...measurements.map((measured) => [
      ...cells(measured),
      ...processes.map((name) => measured.cpuMicrosecondsOf?.[name]?.toFixed(0) ?? ''),
    ]),
  ])
}

/** Rows of as many cells as the first one as lines: the first column to the left, the others to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return rows.map((row) => `${row.map(pad).join('  ')}\n`).join('')
}

const cells = (measured: Measurement): string[] => [
  measured.name,
  String(measured.concurrency),
  String(measured.requests),
  measured.p50Ms.toFixed(1),
  measured.p95Ms.toFixed(1),
  measured.p99Ms.toFixed(1),
  measured.requestsPerSecond.toFixed(0),
  verdict(measured),
  measured.cpuMicroseconds?.toFixed(0) ?? '',
]

const verdict = ({ p99Ms, limitMs }: Measurement) =>
  limitMs === undefined ? '' : `${limitMs} ms ${p99Ms <= limitMs ? 'pass' : 'FAIL'}`

/** Keeps a result with what it was measured on. Returns the file's path. */
export async function keep(bench: string, result: BenchResult, at = new Date()): Promise<string> {
  const [cpu] = cpus()
  const machine = {
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cpu: cpu?.model ?? 'unknown',
    cpus: cpus().length,
    memoryBytes: totalmem(),
  }
  const path = `${FOLDER}${bench}-${at.toISOString().replaceAll(':', '-')}.json`
  await mkdir(FOLDER, { recursive: true })
  await writeFile(path, `${JSON.stringify({ bench, at, machine, ...result }, null, 2)}\n`)
  return path
}
