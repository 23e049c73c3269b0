import { parse } from 'graphql'

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@interfaceObject"])'

/** A graph that has what plans are made of: several keys, @requires, @provides, interface objects, unions, nested lists. */
const SDL = {
  catalog: `
    type Query {
      products(first: Int): [Product!]
      product(id: ID!): Product
      strictProduct: Product!
      media(first: Int): [Media]!
      search(text: String, first: Int): [SearchResult]
      node(id: ID!): Node
      shelves: [[Book]!]
      book(id: ID!): Book @shareable
    }
    type Mutation { rename(id: ID!, name: String!): Product  stock(id: ID!): Int! }
    interface Node { id: ID! }
    interface Product { id: ID!  sku: String  name: String!  price: Int  state: State  related(first: Int): [Product!] }
    interface Media @key(fields: "id") { id: ID!  title: String!  seconds: Int  similar: [Media] }
    enum State { NEW USED HIDDEN @inaccessible }
    scalar JSON
    union SearchResult = Book | Lamp | Film | User
    type Book implements Product & Node @key(fields: "id") @key(fields: "sku region { code }") {
      id: ID!  sku: String  region: Region!  name: String!  price: Int  state: State  pages: Int!
      weight: Float  size: Size  related(first: Int): [Product!]  authors: [User!]!  extra: JSON
    }
    type Lamp implements Product & Node @key(fields: "id") {
      id: ID!  sku: String  name: String!  price: Int  state: State!  watts: Int  weight: Float  size: Size
      related(first: Int): [Product!]  maker: User
    }
    type Film implements Media & Node @key(fields: "id") { id: ID!  title: String!  seconds: Int  similar: [Media]  director: User! }
    type Song implements Media & Node @key(fields: "id") { id: ID!  title: String!  seconds: Int  similar: [Media]  singers: [User] }
    type Region @shareable { code: String!  tax: Float }
    type Size @shareable { width: Int!  height: Int  unit: String }
    type User @key(fields: "id", resolvable: false) { id: ID! }`,
  people: `
    type Query { me: User  users(first: Int): [User!]!  owner: Owner }
    interface Owner { id: ID!  name: String }
    type User implements Owner @key(fields: "id") @key(fields: "email") {
      id: ID!  email: String!  name: String @shareable  age: Int!  home: Address  friends(first: Int): [User]  employer: Company
      best: User!
    }
    type Company implements Owner @key(fields: "id") { id: ID!  name: String  staff: [User!]  boss: User! }
    type Address { street: String!  city: City }
    type City { name: String  mayor: User }`,
  reviews: `
    type Query { reviews(first: Int): [Review!]!  review(id: ID!): Review  book(id: ID!): Book @shareable }
    type Mutation { rate(id: ID!, stars: Int!): Review!  unrate(id: ID!): Boolean }
    type Review @key(fields: "id") {
      id: ID!  stars: Int!  text(upper: Boolean): String  author: User @provides(fields: "name")  of: Reviewed  about: Media
    }
    union Reviewed = Book | Lamp
    type User @key(fields: "email") { email: String!  name: String @external  reviews(first: Int): [Review!]  rank: Int! }
    type Book @key(fields: "id") { id: ID!  reviews(first: Int): [Review!]!  rating: Float }
    type Lamp @key(fields: "id") { id: ID!  reviews(first: Int): [Review]  rating: Float! }
    type Media @key(fields: "id") @interfaceObject { id: ID!  reviews(first: Int): [Review!]  score: Float! }`,
  shipping: `
    type Query { depots: [Depot] }
    type Depot { name: String!  items(first: Int): [Stored]  manager: User }
    interface Stored { id: ID!  shelf: String }
    type Book implements Stored @key(fields: "id") @key(fields: "sku region { code }") {
      id: ID!  sku: String  region: Region!  weight: Float @external  size: Size @external  shelf: String
      postage(zone: String): Int @requires(fields: "weight size { width height }")
      crate: Size! @requires(fields: "size { width }")
    }
    type Lamp implements Stored @key(fields: "id") {
      id: ID!  weight: Float @external  shelf: String  postage(zone: String): Int! @requires(fields: "weight")
    }
    type Region @shareable { code: String!  tax: Float }
    type Size @shareable { width: Int!  height: Int  unit: String }
    type User @key(fields: "id") { id: ID!  parcels(first: Int): [Stored!] }`,
}

export const SUBGRAPHS = Object.entries(SDL).map(([name, sdl]) => ({
  name,
  typeDefs: parse(`${LINK}\n${sdl}`),
}))
