import { createHash } from 'node:crypto'
import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import { isId } from '../../prisma/ids.ts'
import { textOf } from '../kit/files.ts'
import { parseId } from '../kit/input.ts'
import { pageById } from '../kit/pagination.ts'
import { createSandbox, runCode, stopSandbox, writeFiles } from './commands.ts'
import type { Resolvers } from './generated/schema.ts'
import { restoreSnapshot } from './restore.ts'
import { readContent, readFiles, readIsolation, readSandboxes, resolve } from './reads.ts'
import { sizeOf } from './packs/pack.ts'
import { limitsView, providedView } from './views.ts'

export const resolvers: Resolvers = {
  DateTime: DateTimeResolver,
  JSON: JSONResolver,

  Query: {
    runtimePacks: (_, __, { packs }) => packs,
    resolveDependencies: (_, { input }, context) => resolve(context, input),
    sandbox: (_, { id }, { loaders }) => loaders.sandbox.load(parseId(id)),
  },

  Mutation: {
    createSandbox: (_, { input }, context) => createSandbox(context, input),
    runCode: (_, { input }, context) => runCode(context, input),
    writeFiles: (_, { input }, context) => writeFiles(context, input),
    restoreSnapshot: (_, { input }, context) => restoreSnapshot(context, input),
    stopSandbox: (_, { id }, context) => stopSandbox(context, id),
  },

  User: {
    // Whether there is such a user is for its owner to say. Its list is read inside the tenant: a stranger's is empty.
    __resolveReference: ({ id }) => (isId(id) ? { id } : null),
    sandboxes: ({ id }, args, context) => readSandboxes(context, id, pageById(args)),
  },

  RuntimePack: {
    sizeBytes: sizeOf,
    layers: ({ name }, _, { layers }) => layers.filter(({ pack }) => pack === name),
  },

  RuntimeLayer: {
    sizeBytes: sizeOf,
    provides: providedView,
  },

  Sandbox: {
    __resolveReference: ({ id }, { loaders }) => loaders.sandbox.load(id),
    user: ({ userId }) => ({ id: userId }),
    packDigest: ({ packDigest }) => Buffer.from(packDigest).toString('hex'),
    limits: limitsView,
    isolation: (sandbox, _, context) => readIsolation(context, sandbox),
    expiresAt: ({ state, expiresAt }) => (state === 'RUNNING' ? expiresAt : null),
    files: (sandbox, _, context) => readFiles(context, sandbox),
  },

  SandboxFile: {
    size: ({ content }) => content.byteLength,
    sha256: ({ content }) => createHash('sha256').update(content).digest('hex'),
    content: (file, _, context) => textOf(readContent(context, file)),
    contentBase64: (file, _, context) => Buffer.from(readContent(context, file)).toString('base64'),
  },
}
