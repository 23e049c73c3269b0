/** @param {string} id */
const byId = (id) => document.getElementById(id)

/** Builds an element. Text children become text nodes: nothing that the graph answers is ever parsed as HTML. */
function element(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties)
  node.append(...children)
  return node
}

/** Two or more tabs: one is shown, the arrow keys move between them. */
function connectTabs(tabs) {
  const select = (chosen) => {
    for (const tab of tabs) {
      tab.ariaSelected = String(tab === chosen)
      tab.tabIndex = tab === chosen ? 0 : -1
      byId(tab.getAttribute('aria-controls')).hidden = tab !== chosen
    }
  }
  tabs.forEach((tab, index) => {
    tab.addEventListener('click', () => select(tab))
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      if (!step) return
      const next = tabs.at((index + step) % tabs.length)
      select(next)
      next.focus()
    })
  })
  select(tabs[0])
}
