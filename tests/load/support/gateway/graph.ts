import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'

/** A graph of two subgraphs: products, and what people say of them. */
const SDL = {
  catalog: `
    type Query {
      product(id: ID!): Product
      products(page: Int!, first: Int!): [Product!]!
      popular(id: ID!): Product @cacheControl(maxAge: 3600, scope: PUBLIC)
    }
    type Product @key(fields: "id") { id: ID!  name: String!  price: Int!  inStock: Boolean!  tags: [String!]! }`,
  reviews: `
    type Query { review(id: ID!): Review }
    type Product @key(fields: "id") { id: ID!  reviews: [Review!]! }
    type Review @key(fields: "id") { id: ID!  stars: Int!  text: String!  author: Author!  related: Product! }
    type Author { name: String! }`,
}

export type SubgraphName = keyof typeof SDL
export const SUBGRAPH_NAMES = Object.keys(SDL) as SubgraphName[]

const product = (id: string) => ({
  __typename: 'Product',
  id,
  name: `Product ${id}`,
  price: 100 + Number(id),
  inStock: true,
  tags: ['a', 'b'],
  reviews: [review(id)],
})
const review = (id: string) => ({
  id: `r${id}`,
  stars: 4,
  text: `Not bad at all, number ${id}.`,
  author: { name: 'Ada' },
  related: { __typename: 'Product', id },
})

const RESOLVERS = {
  catalog: {
    Query: {
      product: (_: unknown, { id }: { id: string }) => product(id),
      products: (_: unknown, { page, first }: { page: number; first: number }) =>
        Array.from({ length: first }, (_, index) => product(String(page * first + index))),
      popular: (_: unknown, { id }: { id: string }) => product(id),
    },
    Product: { __resolveReference: ({ id }: { id: string }) => product(id) },
  },
  reviews: {
    Query: { review: (_: unknown, { id }: { id: string }) => review(id) },
    Product: { __resolveReference: ({ id }: { id: string }) => product(id) },
    Review: { __resolveReference: ({ id }: { id: string }) => review(id.slice(1)) },
  },
}

const LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@composeDirective"])
  @link(url: "https://agent-state.dev/cacheControl/v1.0", import: ["@cacheControl"])
  @composeDirective(name: "@cacheControl")
directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT
enum CacheControlScope { PUBLIC PRIVATE }
`

export const subgraph = (name: SubgraphName) => ({
  sdl: SDL[name],
  typeDefs: parse(LINK + SDL[name]),
  resolvers: RESOLVERS[name],
})

export function supergraph(urls: Readonly<Record<SubgraphName, string>>): string {
  const { supergraphSdl, errors } = composeServices(
    SUBGRAPH_NAMES.map((name) => ({ name, url: urls[name], typeDefs: subgraph(name).typeDefs })),
  )
  if (!supergraphSdl) throw new Error(errors?.join('\n'))
  return supergraphSdl
}

export interface BenchOperation {
  readonly name: string
  readonly query: string
  /** Of the n-th request: none is asked for the same as the one before. */
  readonly variables: (request: number) => Record<string, unknown>
}

/** How many different requests there are of each. */
const VARIETY = 200

export const OPERATIONS: readonly BenchOperation[] = [
  {
    name: 'single subgraph',
    query: 'query One($id: ID!) { product(id: $id) { id name price inStock tags } }',
    variables: (request) => ({ id: String(request % VARIETY) }),
  },
  {
    // Of the same answers: those who keep none make them.
    name: 'cached',
    query: 'query Popular($id: ID!) { popular(id: $id) { id name price inStock tags } }',
    variables: (request) => ({ id: String(request % VARIETY) }),
  },
  {
    name: 'entity join',
    query:
      'query Join($id: ID!) { product(id: $id) { id name price reviews { stars text author { name } } } }',
    variables: (request) => ({ id: String(request % VARIETY) }),
  },
  {
    name: '100 entities, 3 deep',
    query:
      'query Deep($page: Int!) { products(page: $page, first: 100) { id name reviews { stars related { name price } } } }',
    variables: (request) => ({ page: request % VARIETY }),
  },
]
