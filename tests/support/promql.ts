import { parser } from '@prometheus-io/lezer-promql'

/** What an expression asks of one metric. */
export interface Selector {
  readonly metric: string
  readonly labels: readonly string[]
}

/** Parses PromQL with Prometheus' own grammar. Throws where it is not an expression. */
export function selectorsOf(expression: string): Selector[] {
  const tree = parser.parse(expression)
  const selectors: Selector[] = []
  tree.iterate({
    enter(node) {
      if (node.type.isError)
        throw new Error(
          `not PromQL at ${node.from}: ${expression.slice(Math.max(0, node.from - 20), node.to + 20)}`,
        )
      if (node.name !== 'VectorSelector') return
      const [metric = ''] = /^[\w:]+/.exec(expression.slice(node.from, node.to)) ?? []
      const labels: string[] = []
      node.node.cursor().iterate((inner) => {
        if (inner.name === 'LabelName') labels.push(expression.slice(inner.from, inner.to))
      })
      selectors.push({ metric, labels })
    },
  })
  return selectors
}

/** A family of metrics, as a process prints it. */
export interface Family {
  readonly name: string
  readonly type: string
  readonly help: string
  /** The names that its lines have: a histogram has several. */
  readonly series: ReadonlySet<string>
  readonly labels: ReadonlySet<string>
}

/** Reads what `/metrics` prints (Prometheus' text format 0.0.4). */
export function familiesOf(text: string): Map<string, Family> {
  const families = new Map<string, Family & { series: Set<string>; labels: Set<string> }>()
  let last = ''
  for (const line of text.split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (kind === 'HELP')
      families.set((last = name), { name, help: rest, type: '', series: new Set(), labels: new Set() })
    const family = families.get(last)
    if (!family) continue
    if (kind === 'TYPE') families.set(last, { ...family, type: rest })
    const [, series, labels = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? []
    if (series === undefined) continue
    family.series.add(series)
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) family.labels.add(label)
  }
  return families
}
