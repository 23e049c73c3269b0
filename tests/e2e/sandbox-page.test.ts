import { readFile } from 'node:fs/promises'
import { composeServices } from '@apollo/composition'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { buildSchema, graphql, GraphQLError, parse, specifiedRules, validate } from 'graphql'
import type { OperationDefinitionNode } from 'graphql'
import { getVariableValues } from 'graphql/execution/values.js'
import type { Page } from 'playwright-core'
import { examples } from '../../gateway/sandbox/examples.ts'
import { sandboxPage } from '../../gateway/sandbox/sandbox-page.ts'
import type { SandboxPageOptions } from '../../gateway/sandbox/sandbox-page.ts'
import { describeInBrowser, recordProblems } from '../support/browser.ts'

const KEY = 'as_test_key'
const EXAMPLE = 'query Hello($name: String!) {\n  hello(name: $name)\n}\n'
const APOLLO_SCRIPT =
  'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js'
const APOLLO_FRAME = 'https://sandbox.embed.apollographql.com'

const schema = buildSchema(`
  type Query {
    "Says hello."
    hello(name: String!): String!
    "Always fails."
    broken: String
    creature(id: ID!): Creature
  }
  type Mutation {
    createSandbox(input: CreateSandboxInput!): Creature!
  }
  input CreateSandboxInput { externalId: String!, pack: String! }
  "Something that lives."
  type Creature { id: ID!, state: String, isolation: Isolation, "How it moves about." gait: Gait }
  type Isolation { level: String, layers: [String!]! }
  enum Gait { WALK SWIM FLY }
`)

const rootValue = {
  hello: ({ name }: { name: string }) => `Hello, ${name}!`,
  broken: () => {
    throw new GraphQLError('the creature has flown', { extensions: { code: 'NOT_FOUND' } })
  },
  createSandbox: () => ({ id: 'sandbox-1', state: 'RUNNING', isolation: { level: 'PROCESS', layers: [] } }),
}

/** A graph that lets only the key in, and the page at the same URL, as the gateway serves it. */
async function serve(
  options: Partial<SandboxPageOptions> = {},
): Promise<{ url: string; app: FastifyInstance }> {
  const page = sandboxPage({
    endpoint: '/graphql',
    apiKey: KEY,
    exampleQuery: EXAMPLE,
    exampleVariables: { name: 'Ada' },
    ...options,
  })
  const app = fastify()
  app.get('/graphql', (_request, reply) => reply.headers(page.headers).send(page.html))
  app.post<{ Body: { query: string; variables?: Record<string, unknown> } }>('/graphql', (request, reply) => {
    if (request.headers.authorization !== `Bearer ${KEY}`) {
      const error = { message: 'send an API key', extensions: { code: 'UNAUTHENTICATED' } }
      return reply.code(401).send({ errors: [error] })
    }
    return graphql({
      schema,
      rootValue,
      source: request.body.query,
      variableValues: request.body.variables ?? {},
    })
  })
  return { url: `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`, app }
}

describe('sandbox examples', () => {
  it('are operations of the graph, with variables that it takes', async () => {
    const names = ['memory', 'conversation', 'snapshot', 'runtime']
    const composed = composeServices(
      await Promise.all(
        names.map(async (name) => ({
          name,
          typeDefs: parse(
            await readFile(new URL(`../../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8'),
          ),
        })),
      ),
    )
    if (composed.errors) throw new AggregateError(composed.errors)
    const graph = composed.schema.toAPISchema().toGraphQLJSSchema()
    for (const { title, document, variables } of examples) {
      const parsed = parse(document)
      const [operation] = parsed.definitions as OperationDefinitionNode[]
      expect({ title, problems: validate(graph, parsed, specifiedRules) }).toEqual({ title, problems: [] })
      const { errors } = getVariableValues(graph, operation?.variableDefinitions ?? [], variables)
      expect({ title, errors }).toEqual({ title, errors: undefined })
    }
  })
})

describe('sandbox page', () => {
  const options = { endpoint: '/graphql', apiKey: KEY, exampleQuery: EXAMPLE }

  it('holds the key only where it is given one', () => {
    expect(sandboxPage(options).html).toContain(KEY)
    expect(sandboxPage({ ...options, apiKey: null }).html).not.toMatch(/Bearer as_/)
  })

  it('is never stored, framed or sniffed', () => {
    expect(sandboxPage(options).headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
  })

  it('permits requests to an endpoint elsewhere by its origin alone', () => {
    const policy = (endpoint: string) =>
      sandboxPage({ ...options, endpoint }).headers['content-security-policy']
    expect(policy('/graphql')).toContain("connect-src 'self';")
    expect(policy('https://graph.example/graphql; script-src *')).toContain(
      "connect-src 'self' https://graph.example;",
    )
  })

  it('lets no value end the element that it is in', () => {
    const hostile = '</script><script>alert(1)</script><!-- script -->\u2028 $& {{x}}'
    const { html } = sandboxPage({ ...options, exampleQuery: hostile })
    expect(html.match(/<script/g)).toHaveLength(2)
    expect(html).not.toMatch(/\u2028|alert\(1\)<\/script>/)
    const config = /id="config">(.*?)<\/script>/s.exec(html)?.[1] ?? ''
    expect(JSON.parse(config)).toMatchObject({ document: hostile })
  })
})

describeInBrowser('sandbox page without Apollo', (open) => {
  let url: string
  let app: FastifyInstance

  beforeAll(async () => {
    ;({ url, app } = await serve())
  })
  afterAll(() => app.close())

  async function openExplorer(at = url): Promise<{ page: Page; problems: () => string[] }> {
    const page = await open()
    const recorded = recordProblems(page)
    await page.route(/apollographql\.com/, (route) => route.abort())
    await page.goto(at)
    await page.locator('#explorer').waitFor()
    return { page, problems: () => recorded.filter((problem) => !problem.endsWith(APOLLO_SCRIPT)) }
  }
  const response = (page: Page) => page.locator('#response').textContent()
  const settle = (page: Page) => page.locator('#status:not([data-state=running]):not(:empty)').waitFor()

  it('says why, and runs the example with the key', async () => {
    const { page, problems } = await openExplorer()
    expect(await page.locator('#notice').textContent()).toContain(
      'Apollo Sandbox isn’t shown: embeddable-sandbox.cdn.apollographql.com can’t be reached',
    )
    await page.getByRole('button', { name: 'Run Ctrl' }).click()
    await settle(page)
    expect(await page.locator('#status').textContent()).toMatch(/^200 OK · \d+ ms · \d+ B$/)
    expect(JSON.parse((await response(page)) ?? '')).toEqual({ data: { hello: 'Hello, Ada!' } })
    expect(problems()).toEqual([])
  })

  it('runs what is typed with Ctrl+Enter', async () => {
    const { page, problems } = await openExplorer()
    await page.getByLabel('Operation').fill('{ hello(name: "Grace") }')
    await page.getByLabel('Operation').press('Control+Enter')
    await settle(page)
    expect(await response(page)).toContain('Hello, Grace!')
    expect(problems()).toEqual([])
  })

  it('tells errors of the graph in words', async () => {
    const { page, problems } = await openExplorer()
    await page.getByLabel('Operation').fill('{ broken }')
    await page.getByLabel('Operation').press('Control+Enter')
    await settle(page)
    expect(await page.locator('#errors li').innerText()).toMatch(
      /NOT_FOUND\s*the creature has flown\s*at broken · line 1, column 3/,
    )
    expect(problems()).toEqual([])
  })

  it('refuses variables that are not a JSON object, beside them', async () => {
    const { page, problems } = await openExplorer()
    await page.getByLabel('Variables').fill('[1')
    await page.getByLabel('Variables').press('Control+Enter')
    expect(await page.locator('#variables-error').textContent()).toContain('This must be a JSON object')
    expect(await page.locator('#status').textContent()).toBe('')
    expect(problems()).toEqual([])
  })

  it('lists the schema, and finds in it', async () => {
    const { page, problems } = await openExplorer()
    await page.getByRole('tab', { name: 'Schema' }).click()
    const types = page.locator('#schema-types details')
    await types.first().waitFor()
    const names = () => page.locator('.type-name').allTextContents()
    expect((await names()).slice(0, 2)).toEqual(['Query', 'Mutation'])
    expect(await names()).toEqual(expect.arrayContaining(['Creature', 'Gait', 'CreateSandboxInput']))
    expect(await types.first().innerText()).toContain('hello(name: String!): String!')
    expect(await types.first().innerText()).toContain('Says hello.')

    await page.getByLabel('Search the schema').fill('moves about')
    expect(await names()).toEqual(['Creature'])
    expect(await types.locator('li').allInnerTexts()).toEqual([expect.stringContaining('gait: Gait')])
    await types.getByRole('button', { name: 'Gait' }).click()
    expect(await page.locator('details[data-type=Gait]').innerText()).toContain('SWIM')

    await page.getByLabel('Search the schema').fill('no such thing')
    expect(await page.locator('#schema-summary').textContent()).toMatch(/^0 of \d+ types$/)
    expect(problems()).toEqual([])
  })

  it('fills what one example answers into the next', async () => {
    const { page, problems } = await openExplorer()
    await page.getByRole('button', { name: 'Create a JavaScript sandbox' }).click()
    await page.getByLabel('Operation').press('Control+Enter')
    await settle(page)
    await page.getByRole('button', { name: 'Run JavaScript in it' }).click()
    expect(await page.getByLabel('Variables').inputValue()).toContain('"sandboxId": "sandbox-1"')
    expect(problems()).toEqual([])
  })

  it('asks for the key where it has none, and reads the schema once it is given', async () => {
    const keyless = await serve({ apiKey: null })
    const { page } = await openExplorer(keyless.url)
    await page.getByRole('tab', { name: 'Schema' }).click()
    await page.getByText('The schema can’t be read: send an API key').waitFor()
    await page.getByLabel('Headers').fill(JSON.stringify({ authorization: `Bearer ${KEY}` }))
    await page.getByLabel('Headers').press('Control+Enter')
    await page.locator('details[data-type=Creature]').waitFor()
    await keyless.app.close()
  })

  it('shows a hostile example as text', async () => {
    const hostile =
      '# </script><script>globalThis.escaped = true</script><img src=x onerror=alert(1)>\u2028\n{ hello }'
    const served = await serve({ exampleQuery: hostile })
    const { page, problems } = await openExplorer(served.url)
    expect(await page.getByLabel('Operation').inputValue()).toBe(hostile)
    expect(await page.evaluate('globalThis.escaped')).toBeUndefined()
    expect(problems()).toEqual([])
    await served.app.close()
  })

  it('waits 3 seconds for Apollo, and no longer', async () => {
    const page = await open()
    await page.clock.install()
    // Else those seconds may pass before anybody has looked.
    await page.clock.pauseAt(Date.now() + 60_000)
    await page.route(/apollographql\.com/, () => undefined)
    await page.goto(url, { waitUntil: 'commit' })
    await page.getByText('Loading Apollo Sandbox…').waitFor()
    await page.clock.fastForward(3_000)
    await page.getByText('its script takes too long to load').waitFor()
  })
})

describeInBrowser('sandbox page with Apollo', (open) => {
  let url: string
  let app: FastifyInstance

  beforeAll(async () => {
    ;({ url, app } = await serve())
  })
  afterAll(() => app.close())

  /** Stands in for Apollo's script: keeps its options, and opens its frame where Apollo's would. */
  const script = `
    window.EmbeddedSandbox = class {
      constructor(options) {
        window.sandboxOptions = { ...options, target: options.target.id }
        const frame = document.createElement('iframe')
        frame.src = '${APOLLO_FRAME}/sandbox/explorer'
        options.target.append(frame)
      }
    }`

  async function openPage(frame: string): Promise<{ page: Page; problems: readonly string[] }> {
    const page = await open()
    const problems = recordProblems(page)
    await page.clock.install()
    await page.route(APOLLO_SCRIPT, (route) =>
      route.fulfill({ contentType: 'text/javascript', body: script }),
    )
    await page.route(`${APOLLO_FRAME}/**`, (route) =>
      route.fulfill({ contentType: 'text/html', body: frame }),
    )
    await page.goto(url)
    return { page, problems }
  }

  it('is Apollo Sandbox, with endpoint, key and example filled in', async () => {
    const greeting = 'parent.postMessage({ name: "ExplorerListeningForHandshake" }, "*")'
    const { page, problems } = await openPage(`<script>${greeting}</script><h1>Sandbox</h1>`)
    await page.frameLocator('#apollo iframe').getByText('Sandbox').waitFor()
    await page.clock.fastForward(60_000)
    expect(await page.evaluate('window.sandboxOptions')).toEqual({
      target: 'apollo',
      initialEndpoint: url,
      initialState: {
        document: EXAMPLE,
        variables: { name: 'Ada' },
        sharedHeaders: { authorization: `Bearer ${KEY}` },
        includeCookies: false,
        pollForSchemaUpdates: false,
      },
      endpointIsEditable: false,
      hideCookieToggle: true,
      runTelemetry: false,
      allowDynamicStyles: false,
    })
    expect(await page.locator('#apollo').isVisible()).toBe(true)
    expect(await page.locator('#explorer').isVisible()).toBe(false)
    expect(problems).toEqual([])
  })

  it('gives way to its own explorer where the frame never answers', async () => {
    const { page } = await openPage('<h1>Sandbox</h1>')
    await page.frameLocator('#apollo iframe').getByText('Sandbox').waitFor()
    await page.clock.fastForward(8_000)
    await page.getByText('Apollo Sandbox isn’t shown: it does not answer').waitFor()
    expect(await page.locator('#apollo').count()).toBe(0)
  })
})
