import { createHash } from 'node:crypto'
import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import { isId } from '../../prisma/ids.ts'
import { textOf } from '../kit/files.ts'
import { parseId } from '../kit/input.ts'
import { pageById, pageByText } from '../kit/pagination.ts'
import { createSandbox } from './commands/create.ts'
import { forkSandbox } from './commands/fork.ts'
import { pauseSandbox, resumeSandbox } from './commands/pause.ts'
import { extendSandbox, runCode, stopSandbox, writeFiles } from './commands/use.ts'
import type { Resolvers } from './generated/schema.ts'
import {
  readAllowedHosts,
  readContent,
  readFile,
  readFiles,
  readIsolation,
  readRange,
  readSandboxes,
  readUncounted,
  resolve,
} from './reads.ts'
import { restoreSnapshot } from './restore.ts'
import { sizeOf } from './packs/pack.ts'
import { limitsView, providedView } from './views.ts'

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

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
    pauseSandbox: (_, { input }, context) => pauseSandbox(context, input),
    resumeSandbox: (_, { input }, context) => resumeSandbox(context, input),
    forkSandbox: (_, { input }, context) => forkSandbox(context, input),
    extendSandbox: (_, { input }, context) => extendSandbox(context, input),
    restoreSnapshot: (_, { input }, context) => restoreSnapshot(context, input),
    stopSandbox: (_, { id }, context) => stopSandbox(context, id),
  },

  User: {
    // Whether there is such a user is for its owner to say. Its list is read inside the tenant: a stranger's is empty.
    __resolveReference: ({ id }) => (isId(id) ? { id } : null),
    sandboxes: ({ id }, args, context) => readSandboxes(context, id, args, pageById(args)),
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
    allowedHosts: (sandbox, _, context) => readAllowedHosts(context, sandbox),
    expiresAt: ({ endedAt, expiresAt }) => (endedAt === null ? expiresAt : null),
    files: (sandbox, args, context) => readFiles(context, sandbox, pageByText(args)),
    file: (sandbox, { path }, context) => readFile(context, sandbox, path),
  },

  SandboxFile: {
    sha256: async (file, _, context) =>
      createHash('sha256')
        .update(await readUncounted(context, file))
        .digest('hex'),
    content: async (file, _, context) => textOf(await readContent(context, file)),
    contentBase64: async (file, _, context) => base64(await readContent(context, file)),
    range: async (file, args, context) => base64(await readRange(context, file, args)),
  },
}
