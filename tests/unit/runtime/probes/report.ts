/** What probes try to reach: things of the host made for the purpose. */
export interface HostTargets {
  /** A file, and the folder it is in. */
  readonly file: string
  readonly folder: string
  /** What the file says, and the variable of the environment. */
  readonly secret: string
  readonly variable: string
  readonly name: string
  /** A process, and a port somebody listens on. */
  readonly pid: number
  readonly port: number
}

export interface ProbeGroup {
  readonly group: string
  readonly probes: readonly (readonly [name: string, code: string])[]
}

export interface ProbeReport {
  add(layer: string, group: string, name: string, reached: boolean): void
  /** Prints a line for each probe, once. */
  print(title: string): void
}

/** Collects what came of each probe on each layer. */
export function createReport(): ProbeReport {
  const rows = new Map<string, Map<string, boolean>>()
  const layers = new Set<string>()
  return {
    add(layer, group, name, reached) {
      layers.add(layer)
      const key = `${group}: ${name}`
      rows.set(key, (rows.get(key) ?? new Map<string, boolean>()).set(layer, reached))
    },
    print(title) {
      const columns = [...layers]
      const width = Math.max(...[...rows.keys()].map((key) => key.length))
      const lines = [...rows].map(([key, results]) => {
        const cells = columns.map((layer) => {
          const reached = results.get(layer)
          return (reached === undefined ? '-' : reached ? 'REACHED' : 'blocked').padEnd(layer.length)
        })
        return `${key.padEnd(width)}  ${cells.join('  ')}`
      })
      const reached = [...rows.values()].filter((results) => [...results.values()].includes(true)).length
      process.stdout.write(
        [
          `\n${title}: ${rows.size} probes, ${reached} reached the host`,
          `${''.padEnd(width)}  ${columns.join('  ')}`,
          ...lines,
          '',
        ].join('\n'),
      )
    },
  }
}
