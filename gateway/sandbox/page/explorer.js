/** The explorer of this page's own, for where Apollo Sandbox can't be shown. */
function startExplorer(config, reason) {
  byId('explorer').hidden = false
  byId('notice').textContent = `Apollo Sandbox isn’t shown: ${reason}. This explorer needs no internet.`
  byId('retry').addEventListener('click', () => location.reload())
  byId('endpoint').textContent = new URL(config.endpoint, location.href).href
  connectTabs([byId('examples-tab'), byId('schema-tab')])

  const query = createEditor(byId('query'))
  const variables = createJsonEditor(byId('variables'), byId('variables-error'))
  const headers = createJsonEditor(byId('headers'), byId('headers-error'))
  const answer = createAnswer()
  const reference = createSchemaReference({
    search: byId('schema-search'),
    summary: byId('schema-summary'),
    list: byId('schema-types'),
  })

  const examples = createExamples(config, (example) => {
    query.text = example.document
    variables.write(example.variables)
  })
  headers.write(config.headers)

  const run = byId('run')
  let running = false
  let schemaIsLoaded = false

  function setRunning(value) {
    running = value
    // Not the disabled attribute, which would take the focus away from the button.
    run.ariaDisabled = String(value)
  }

  async function loadSchema() {
    const { body, failure } = await request(
      config.endpoint,
      { query: config.introspectionQuery },
      headers.read() ?? {},
    )
    const schema = body?.data?.__schema
    if (schema) reference.load(schema)
    else
      reference.fail(
        `The schema can’t be read: ${failure ?? body?.errors?.[0]?.message ?? 'no answer in JSON'}`,
      )
    schemaIsLoaded = Boolean(schema)
  }

  async function runOperation() {
    if (running) return
    const input = { query: query.text, variables: variables.read() }
    const sent = headers.read()
    if (input.variables === null || sent === null) return
    setRunning(true)
    answer.wait()
    const response = await request(config.endpoint, input, sent)
    answer.show(response)
    examples.learn(response.body?.data)
    setRunning(false)
    if (!schemaIsLoaded && response.ok) await loadSchema()
  }

  run.addEventListener('click', runOperation)
  byId('explorer').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    void runOperation()
  })
  void loadSchema()
}

/** Posts an operation. Never rejects: `failure` says why there is no response. `ms` is the time taken, in milliseconds. */
async function request(endpoint, operation, headers) {
  const started = performance.now()
  const accept = 'application/graphql-response+json, application/json'
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      credentials: 'omit',
      headers: { accept, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(operation),
    })
    const text = await response.text()
    const { ok, status, statusText } = response
    return {
      ok,
      status: `${status} ${statusText}`.trim(),
      ms: performance.now() - started,
      text,
      body: parse(text),
    }
  } catch (error) {
    return { ok: false, ms: performance.now() - started, text: '', failure: error.message }
  }
}

/** The JSON value that the text is, or undefined. */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The list of examples. What one's response yields is filled into the others when they are chosen. */
function createExamples(config, choose) {
  const given = {
    group: 'Start',
    title: 'A first operation',
    document: config.document,
    variables: config.variables,
  }
  const isListed = config.examples.some(({ document }) => document === config.document)
  const examples = isListed ? config.examples : [given, ...config.examples]
  const learned = {}

  const buttons = examples.map((example) =>
    element(
      'button',
      { type: 'button', className: 'example', onclick: () => select(example) },
      example.title,
    ),
  )

  function select(example) {
    const known = Object.entries(learned).filter(([name]) => name in example.variables)
    choose({ ...example, variables: { ...example.variables, ...Object.fromEntries(known) } })
    buttons.forEach(
      (button, index) => (button.ariaCurrent = String(examples[index].document === example.document)),
    )
  }

  for (const group of new Set(examples.map((example) => example.group))) {
    const items = buttons.filter((_, index) => examples[index].group === group)
    const list = element('ul', {}, ...items.map((button) => element('li', {}, button)))
    byId('examples').append(element('h2', {}, group), list)
  }
  select(given)
  return {
    learn(data) {
      for (const [name, key] of examples.flatMap((example) => Object.entries(example.yields ?? {}))) {
        if (data?.[key]?.id) learned[name] = data[key].id
      }
    },
  }
}

/** The response's side: status, time and size, the errors in words, the body in colour. */
function createAnswer() {
  const errors = byId('errors')
  const show = ({ ok, status, ms, text, body, failure }) => {
    const problems = failure
      ? [{ message: `The graph can’t be reached: ${failure}` }]
      : Array.isArray(body?.errors)
        ? body.errors
        : []
    byId('status').value = [status, `${Math.round(ms)} ms`, failure ? undefined : size(text)]
      .filter(Boolean)
      .join(' · ')
    byId('status').dataset.state = !ok ? 'failed' : problems.length > 0 ? 'partial' : 'ok'
    errors.replaceChildren(...problems.map(renderError))
    errors.hidden = problems.length === 0
    byId('response').replaceChildren(
      ...(body === undefined ? [text] : highlight(JSON.stringify(body, null, 2), 'json')),
    )
  }
  return {
    show,
    wait() {
      byId('status').value = 'Running…'
      byId('status').dataset.state = 'running'
    },
  }
}

function renderError({ message, path, locations, extensions }) {
  const where = [
    path && `at ${path.join('.')}`,
    ...(locations ?? []).map(({ line, column }) => `line ${line}, column ${column}`),
  ]
  return element(
    'li',
    {},
    extensions?.code ? element('code', {}, extensions.code) : '',
    element('span', {}, String(message)),
    element('small', {}, where.filter(Boolean).join(' · ')),
  )
}

function size(text) {
  const bytes = new TextEncoder().encode(text).length
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`
}
