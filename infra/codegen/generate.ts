import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { composeServices } from '@apollo/composition'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { codegen } from '@graphql-codegen/core'
import type { Types } from '@graphql-codegen/plugin-helpers'
import * as typedDocumentNode from '@graphql-codegen/typed-document-node'
import * as typescript from '@graphql-codegen/typescript'
import * as typescriptOperations from '@graphql-codegen/typescript-operations'
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers'
import { Supergraph } from '@apollo/federation-internals'
import { parse } from 'graphql'
import type { DocumentNode, GraphQLSchema } from 'graphql'
import { format, resolveConfig } from 'prettier'
import { manifestOf, readOperations } from './operations.ts'
import type { OperationFile } from './operations.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The subgraphs, with the view types that their resolvers hand down for each object type. */
const SUBGRAPHS = {
  memory: [
    'User',
    'Memory',
    'MemoryHit',
    'MemorySource',
    'MemoryVersion',
    'DeletionReceipt',
    'ErasureReceipt',
    'ContextBlock',
    'OmittedItem',
    'App',
    'AppStatistics',
    'Extraction',
    'ExtractionDecision',
    'Checkpoint',
    'CheckpointConversation',
    'CheckpointSandbox',
    'CheckpointDeletion',
    'Fork',
    'Rollback',
  ],
  conversation: [
    'User',
    'Session',
    'Conversation',
    'BranchPoint',
    'Message',
    'ToolCall',
    'MessageHit',
    'ConversationDeletionReceipt',
  ],
  snapshot: [
    'App',
    'User',
    'Sandbox',
    'Snapshot',
    'SnapshotFile',
    'SnapshotDeletion',
    'SnapshotDiff',
    'SnapshotDownload',
    'FileChange',
    'TextDiff',
    'SnapshotStorage',
  ],
  runtime: [
    'User',
    'RuntimePack',
    'RuntimeLayer',
    'DependencyResolution',
    'ResolvedRequirement',
    'Sandbox',
    'SandboxFile',
    'RunResult',
  ],
} as const

type SubgraphName = keyof typeof SUBGRAPHS

const SCALARS = { DateTime: { input: 'Date', output: 'Date' }, JSON: { input: 'unknown', output: 'unknown' } }

/** Every generated file, by its path from the root, from the subgraphs' schemas and the operations. */
export async function generate(): Promise<Map<string, string>> {
  const schemas = await readSchemas()
  const { sdl, apiSchema } = compose(schemas)
  const files = new Map([['gateway/supergraph.graphql', sdl]])
  for (const [name, typeDefs] of schemas)
    files.set(`subgraphs/${name}/generated/schema.ts`, await resolverTypes(name, typeDefs))
  const operations = await readOperations(`${ROOT}operations/`)
  files.set('operations/generated/operations.ts', await operationTypes(apiSchema, operations))
  files.set('operations/generated/manifest.json', manifestOf(operations))
  return files
}

async function readSchemas(): Promise<Map<SubgraphName, DocumentNode>> {
  const names = Object.keys(SUBGRAPHS) as SubgraphName[]
  const documents = names.map(async (name) => {
    const sdl = await readFile(`${ROOT}subgraphs/${name}/schema.graphql`, 'utf8')
    return [name, parse(sdl)] as const
  })
  return new Map(await Promise.all(documents))
}

function compose(schemas: ReadonlyMap<SubgraphName, DocumentNode>): {
  sdl: string
  apiSchema: GraphQLSchema
} {
  // Addresses are configuration: the gateway knows a subgraph by its name, and these are only its default ports.
  const services = Array.from(schemas, ([name, typeDefs], index) => {
    return { name, typeDefs, url: `http://127.0.0.1:${4001 + index}/graphql` }
  })
  const { errors, supergraphSdl } = composeServices(services)
  if (errors)
    throw new Error(`The subgraphs do not compose:\n${errors.map((error) => error.message).join('\n')}`)
  const supergraph = Supergraph.build(supergraphSdl)
  return { sdl: `${supergraphSdl.trim()}\n`, apiSchema: supergraph.apiSchema().toGraphQLJSSchema() }
}

function resolverTypes(name: SubgraphName, typeDefs: DocumentNode): Promise<string> {
  const mappers = Object.fromEntries(SUBGRAPHS[name].map((type) => [type, `../views.ts#${type}View`]))
  return run(buildSubgraphSchema([{ typeDefs }]), [], {
    typescript: {
      plugin: typescript,
      config: { scalars: SCALARS, enumsAsTypes: true, immutableTypes: true, useTypeImports: true },
    },
    resolvers: {
      plugin: typescriptResolvers,
      config: {
        federation: true,
        mappers,
        contextType: '../context.ts#RequestContext',
        immutableTypes: true,
        useTypeImports: true,
        scalars: SCALARS,
      },
    },
  })
}

async function operationTypes(schema: GraphQLSchema, operations: OperationFile[]): Promise<string> {
  const scalars = { DateTime: 'string', JSON: 'unknown' }
  const config = { scalars, enumsAsTypes: true, immutableTypes: true, useTypeImports: true }
  return run(schema, operations, {
    operations: { plugin: typescriptOperations, config },
    documents: { plugin: typedDocumentNode, config },
  })
}

interface Step {
  readonly plugin: Parameters<typeof codegen>[0]['pluginMap'][string]
  readonly config: object
}

async function run(
  schemaAst: GraphQLSchema,
  documents: Types.DocumentFile[],
  steps: Readonly<Record<string, Step>>,
): Promise<string> {
  const output = await codegen({
    filename: 'generated.ts',
    schema: parse('type Query { unused: Int }'),
    schemaAst,
    documents,
    config: {},
    plugins: Object.entries(steps).map(([name, { config }]) => ({ [name]: config })),
    pluginMap: Object.fromEntries(Object.entries(steps).map(([name, { plugin }]) => [name, plugin])),
  })
  const style = await resolveConfig(`${ROOT}generated.ts`)
  return format(`// Written by \`npm run generate\`.\n${output}`, { ...style, parser: 'typescript' })
}
