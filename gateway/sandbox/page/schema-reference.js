const KINDS = {
  OBJECT: 'type',
  INPUT_OBJECT: 'input',
  ENUM: 'enum',
  SCALAR: 'scalar',
  INTERFACE: 'interface',
  UNION: 'union',
}

/** The reference of a schema: every type with its fields, arguments and descriptions, and a search through them. */
function createSchemaReference({ search, summary, list }) {
  let types = []

  function render() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
    const found = types.map((type) => matching(type, words)).filter((type) => type !== null)
    list.replaceChildren(...found.map((type) => renderType(type, type.root || words.length > 0, show)))
    summary.textContent =
      words.length > 0 ? `${found.length} of ${types.length} types` : `${types.length} types`
  }

  function show(name) {
    search.value = ''
    render()
    const details = [...list.children].find((child) => child.dataset.type === name)
    details.open = true
    details.scrollIntoView({ block: 'start' })
    details.firstElementChild.focus()
  }

  search.addEventListener('input', render)
  return {
    /** @param schema `__schema` of an introspection response */
    load(schema) {
      const roots = [schema.queryType, schema.mutationType, schema.subscriptionType].flatMap(
        (type) => type?.name ?? [],
      )
      const rank = (type) => (roots.includes(type.name) ? roots.indexOf(type.name) : roots.length)
      types = schema.types
        .filter((type) => !type.name.startsWith('__'))
        .map((type) => ({ ...describeType(type), root: roots.includes(type.name) }))
        .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
      render()
    },
    fail(reason) {
      summary.textContent = reason
    },
  }
}

/** One shape for all kinds of types: what is listed under a type are its members. */
function describeType({ kind, name, description, fields, inputFields, enumValues, possibleTypes }) {
  const members = kind === 'UNION' ? possibleTypes : (fields ?? inputFields ?? enumValues ?? [])
  return { kind: KINDS[kind], name, description, members }
}

/** The type with the members that hold every word, or with all of them where the type itself does; null for neither. */
function matching(type, words) {
  const holds = (...texts) => {
    const text = texts.join(' ').toLowerCase()
    return words.every((word) => text.includes(word))
  }
  if (holds(type.name, type.description)) return type
  const members = type.members.filter(({ name, description, args = [] }) =>
    holds(type.name, name, description, ...args.flatMap((arg) => [arg.name, arg.description])),
  )
  return members.length > 0 ? { ...type, members } : null
}

function renderType({ kind, name, description, members }, open, show) {
  const details = element(
    'details',
    { className: 'type', open },
    element('summary', {}, element('span', { className: 'type-name' }, name), element('small', {}, kind)),
    ...documentation(description),
    element('ul', {}, ...members.map((member) => renderMember(member, show))),
  )
  details.dataset.type = name
  return details
}

function renderMember({ name, description, args = [], type, isDeprecated, deprecationReason }, show) {
  const signature = element('code', { className: isDeprecated ? 'deprecated' : '' }, name)
  if (args.length > 0) {
    signature.append(
      '(',
      ...args.flatMap((arg, index) => [index > 0 ? ', ' : '', ...renderInput(arg, show)]),
      ')',
    )
  }
  if (type) signature.append(': ', ...renderReference(type, show))
  return element(
    'li',
    {},
    signature,
    ...documentation(description),
    ...documentation(isDeprecated ? `Deprecated: ${deprecationReason}` : null),
  )
}

function renderInput({ name, description, type, defaultValue }, show) {
  return [
    element('span', { className: 'argument', title: description ?? '' }, name),
    ': ',
    ...renderReference(type, show),
    defaultValue === null ? '' : ` = ${defaultValue}`,
  ]
}

function renderReference({ kind, name, ofType }, show) {
  if (kind === 'NON_NULL') return [...renderReference(ofType, show), '!']
  if (kind === 'LIST') return ['[', ...renderReference(ofType, show), ']']
  return [element('button', { type: 'button', className: 'reference', onclick: () => show(name) }, name)]
}

function documentation(text) {
  return text ? [element('p', {}, text)] : []
}
