import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { getIntrospectionQuery } from 'graphql'
import { examples } from './examples.ts'

/** Apollo Sandbox: its script, and the origin of the frame that the script opens. */
const APOLLO_SCRIPT =
  'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js'
const APOLLO_FRAME_ORIGIN = 'https://sandbox.embed.apollographql.com'

export interface SandboxPageOptions {
  /** The graph's URL, absolute or as a path of the page's origin. */
  readonly endpoint: string
  /** Filled in as the authorization header of every request; null leaves that to whoever opens the page. */
  readonly apiKey: string | null
  readonly exampleQuery: string
  readonly exampleVariables?: Readonly<Record<string, unknown>>
}

export interface SandboxPage {
  readonly html: string
  /** To be sent with the page: without its content-security-policy it is not safe to serve. */
  readonly headers: Readonly<Record<string, string>>
}

const read = (name: string) => readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8')

const template = read('page.html')
const style = ['theme.css', 'layout.css', 'library.css', 'work.css', 'narrow.css'].map(read).join('\n')
/** One module, so that its parts see each other and nothing else sees them. */
const script = ['dom.js', 'highlight.js', 'editor.js', 'schema-reference.js', 'explorer.js', 'start.js']
  .map(read)
  .join('\n')
const introspectionQuery = getIntrospectionQuery()

/**
 * The page that a browser gets at the graph's URL: Apollo Sandbox, or an explorer of its own, which needs nothing but
 * this page and the graph, where Apollo Sandbox can't be loaded.
 */
export function sandboxPage(options: SandboxPageOptions): SandboxPage {
  const config = {
    endpoint: options.endpoint,
    headers: options.apiKey === null ? {} : { authorization: `Bearer ${options.apiKey}` },
    document: options.exampleQuery,
    variables: options.exampleVariables ?? {},
    examples,
    introspectionQuery,
    apollo: { script: APOLLO_SCRIPT, frameOrigin: APOLLO_FRAME_ORIGIN },
  }
  const parts: Readonly<Record<string, string>> = {
    style: `<style>${style}</style>`,
    config: `<script type="application/json" id="config">${inlineJson(config)}</script>`,
    script: `<script type="module">${script}</script>`,
  }
  return {
    // In one pass, so that nothing inside a part is taken for another part's place.
    html: template.replace(/<!-- (\w+) -->/g, (place, name: string) => parts[name] ?? place),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(options.endpoint),
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    },
  }
}

/** JSON that ends neither the script element it is in nor, as JavaScript, a string: `<`, `>`, `&`, U+2028 and U+2029 escaped. */
function inlineJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Permits this page's own style and script by their hashes, Apollo's script and frame by name, and requests to the graph. */
function contentSecurityPolicy(endpoint: string): string {
  const graph = URL.canParse(endpoint) ? ["'self'", new URL(endpoint).origin] : ["'self'"]
  return [
    "default-src 'none'",
    `script-src ${hash(script)} ${APOLLO_SCRIPT}`,
    `style-src ${hash(style)}`,
    'img-src data:',
    `connect-src ${graph.join(' ')}`,
    `frame-src ${APOLLO_FRAME_ORIGIN}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function hash(source: string): string {
  return `'sha256-${createHash('sha256').update(source).digest('base64')}'`
}
