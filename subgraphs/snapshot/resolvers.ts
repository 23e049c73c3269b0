import { DateTimeResolver } from 'graphql-scalars'
import { keptTillLapse, pageKeptTillLapse } from '../kit/cache/lapse.ts'
import { textOf } from '../kit/files.ts'
import { parseId, parseInput } from '../kit/input.ts'
import { pageById, pageByNumber } from '../kit/pagination.ts'
import { cloneSnapshot, deleteSnapshot, updateSnapshot } from './commands.ts'
import { createSnapshot } from './creation.ts'
import { countChanges, pageOfChanges, readDiff, readTextDiff } from './diff.ts'
import type { Resolvers } from './generated/schema.ts'
import { downloadArgs, snapshotsArgs } from './inputs.ts'
import { readContent, readFile, readFiles, readSnapshots, signDownload } from './reads.ts'
import { readStorage } from './storage.ts'

export const resolvers: Resolvers = {
  DateTime: DateTimeResolver,

  Query: {
    snapshot: async (_, { id }, { loaders }, info) =>
      keptTillLapse(info, await loaders.snapshot.load(parseId(id))),
  },

  Mutation: {
    createSnapshot: (_, { input }, context) => createSnapshot(context, input),
    cloneSnapshot: (_, { input }, context) => cloneSnapshot(context, input),
    updateSnapshot: (_, { input }, context) => updateSnapshot(context, input),
    deleteSnapshot: (_, { id }, context) => deleteSnapshot(context, id),
  },

  User: {
    __resolveReference: ({ id }, { loaders }) => loaders.user.load(id),
    snapshots: async ({ id }, args, context, info) =>
      pageKeptTillLapse(
        info,
        await readSnapshots(context, id, parseInput(snapshotsArgs, args).filter, pageById(args)),
      ),
  },

  Snapshot: {
    __resolveReference: async ({ id }, { loaders }, info) =>
      keptTillLapse(info, await loaders.snapshot.load(id)),
    user: async ({ userId }, _, { loaders }) => {
      const user = await loaders.user.load(userId)
      if (!user) throw new Error(`snapshot of a user that is gone: ${userId}`)
      return user
    },
    parent: ({ parentId }, _, { loaders }) => (parentId === null ? null : loaders.snapshot.load(parentId)),
    sandbox: ({ sandboxId }) => (sandboxId === null ? null : { id: sandboxId }),
    sizeBytes: ({ sizeBytes }) => Number(sizeBytes),
    files: (snapshot, args, context) => readFiles(context, snapshot, pageByNumber(args)),
    file: (snapshot, { path }, context) => readFile(context, snapshot, path),
    download: (snapshot, args, context) => signDownload(context, snapshot, parseInput(downloadArgs, args)),
    diff: (snapshot, { against }, context) => readDiff(context, snapshot, against),
  },

  App: {
    __resolveReference: ({ id }, { identity }) => (id === identity.appId ? { id } : null),
    storage: (_, __, context) => readStorage(context),
  },

  SnapshotDiff: {
    added: (diff) => countChanges(diff, 'ADDED'),
    removed: (diff) => countChanges(diff, 'REMOVED'),
    changed: (diff) => countChanges(diff, 'CHANGED'),
    changes: (diff, args) => pageOfChanges(diff, pageByNumber(args)),
  },

  FileChange: {
    sizeBefore: ({ before }) => before?.size ?? null,
    sizeAfter: ({ after }) => after?.size ?? null,
    sha256Before: ({ before }) => before?.sha256 ?? null,
    sha256After: ({ after }) => after?.sha256 ?? null,
    text: (change, _, context) => readTextDiff(context, change),
  },

  SnapshotDeletion: {
    sizeBytes: ({ sizeBytes }) => Number(sizeBytes),
  },

  SnapshotFile: {
    content: async (file, _, context) => textOf(await readContent(context, file)),
    contentBase64: async (file, _, context) => (await readContent(context, file)).toString('base64'),
  },
}
