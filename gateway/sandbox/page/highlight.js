/** Above this many characters a text stays plain: colouring builds an element a token. */
const HIGHLIGHT_LIMIT = 200_000

/** Each named group is a token, and the name of the class it gets. */
const LANGUAGES = {
  graphql:
    /(?<comment>#.*)|(?<string>"""[^]*?"""|"(?:\\.|[^"\\\n])*")|(?<variable>[$@]\w+)|(?<type>\b[A-Z]\w*)|(?<keyword>\b(?:query|mutation|fragment|on|true|false|null)\b)|(?<number>-?\b\d[\d.]*)/g,
  json: /(?<key>"(?:\\.|[^"\\\n])*"(?=\s*:))|(?<string>"(?:\\.|[^"\\\n])*")|(?<keyword>\b(?:true|false|null)\b)|(?<number>-?\b\d[\d.eE+-]*)/g,
}

/** The text as nodes, with its tokens in elements of their class. */
function highlight(text, language) {
  if (text.length > HIGHLIGHT_LIMIT) return [text]
  const nodes = []
  let end = 0
  for (const match of text.matchAll(LANGUAGES[language])) {
    const [kind] = Object.entries(match.groups).find(([, token]) => token !== undefined)
    nodes.push(text.slice(end, match.index), element('span', { className: `token-${kind}` }, match[0]))
    end = match.index + match[0].length
  }
  return [...nodes, text.slice(end)]
}
