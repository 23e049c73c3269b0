import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import { userIdOf } from '../../prisma/ids.ts'
import { keptTillLapse, pageKeptTillLapse } from '../kit/cache/lapse.ts'
import { invalid } from '../kit/errors.ts'
import { externalId, parseId, parseInput } from '../kit/input.ts'
import { pageById, pageByNumber } from '../kit/pagination.ts'
import { supersedeMemory, updateMemory } from './changes.ts'
import { updateApp } from './apps.ts'
import { addMemories, upsertUser } from './commands.ts'
import { createCheckpoint, deleteCheckpoint } from './checkpoints/create.ts'
import { forkCheckpoint } from './checkpoints/fork.ts'
import {
  readCheckpointMemories,
  readCheckpoints,
  readForkContext,
  readForkMemories,
  readForkOf,
  readForks,
  readGoneMemories,
  readSaid,
  searchCheckpoint,
  searchFork,
} from './checkpoints/reads.ts'
import { rollbackTo } from './checkpoints/rollback.ts'
import type { RequestContext } from './context.ts'
import { deleteMemory, forgetMemories } from './deletions.ts'
import { eraseUser, readErasure } from './erasure.ts'
import { retryExtraction, undoExtraction } from './extractions.ts'
import type { Resolvers } from './generated/schema.ts'
import {
  agentId,
  checkpointMemoriesArgs,
  checkpointSearchArgs,
  contextArgs,
  extractionsArgs,
  memoriesArgs,
  searchArgs,
} from './inputs.ts'
import {
  countUses,
  readContext,
  readExtractions,
  readHistory,
  readImportance,
  readMemories,
  readSources,
  readTally,
  searchUser,
} from './reads.ts'
import { readStatistics } from './statistics.ts'
import { checkpointSandboxView, erasureStatus, firstSourceView, liveMemory, liveUser } from './views.ts'
import type { AppView, UserView } from './views.ts'

export const resolvers: Resolvers = {
  DateTime: DateTimeResolver,
  JSON: JSONResolver,

  Query: {
    me: async (_, __, { identity: { user }, loaders }) => user && liveUser(await loaders.user.load(user.id)),
    async user(_, args, { identity, loaders }) {
      if ((args.id == null) === (args.externalId == null))
        throw invalid('give id or externalId, exactly one', 'id')
      if (args.externalId == null) return liveUser(await loaders.user.load(parseId(args.id ?? '')))
      const id = userIdOf(identity.appId, parseInput(externalId, args.externalId))
      return liveUser(await loaders.user.load(id))
    },
    app: (_, __, context) => requireApp(context),
    extraction: (_, { id }, { loaders }) => loaders.extraction.load(parseId(id)),
    memory: async (_, { id }, { loaders }, info) =>
      keptTillLapse(info, liveMemory(await loaders.memory.load(parseId(id)))),
    erasure: (_, { id }, context) => readErasure(context, id),
    checkpoint: (_, { id }, { loaders }) => loaders.checkpoint.load(parseId(id)),
    fork: (_, { id }, { loaders }) => loaders.fork.load(parseId(id)),
  },

  Mutation: {
    updateApp: (_, { input }, context) => updateApp(context, input),
    retryExtraction: (_, { id }, context) => retryExtraction(context, id),
    undoExtraction: (_, { id }, context) => undoExtraction(context, id),
    upsertUser: (_, { input }, context) => upsertUser(context, input),
    updateMemory: (_, { input }, context) => updateMemory(context, input),
    supersedeMemory: (_, { input }, context) => supersedeMemory(context, input),
    deleteMemory: (_, { id }, context) => deleteMemory(context, id),
    forgetMemories: (_, { input }, context) => forgetMemories(context, input),
    eraseUser: (_, { input }, context) => eraseUser(context, input),
    addMemories: (_, { input }, context) => addMemories(context, input),
    createCheckpoint: (_, { input }, context) => createCheckpoint(context, input),
    forkCheckpoint: (_, { input }, context) => forkCheckpoint(context, input),
    rollbackTo: (_, { input }, context) => rollbackTo(context, input),
    deleteCheckpoint: (_, { id }, context) => deleteCheckpoint(context, id),
  },

  User: {
    __resolveReference: async ({ id }, { loaders }) => liveUser(await loaders.user.load(id)),
    extractions: ({ id }, args, context) =>
      readExtractions(context, id, parseInput(extractionsArgs, args).state, pageById(args)),
    checkpoints: ({ id }, args, context) => readCheckpoints(context, id, pageById(args)),
    forks: ({ id }, args, context) => readForks(context, id, pageById(args)),
    fork: ({ id }, args, context) => readForkOf(context, id, parseInput(agentId, args.agentId)),
    memories: async ({ id }, args, context, info) =>
      pageKeptTillLapse(
        info,
        await readMemories(context, id, parseInput(memoriesArgs, args), pageById(args)),
      ),
    async searchMemories({ id }, args, context) {
      const hits = await searchUser(context, id, parseInput(searchArgs, args))
      countUses(context, hits)
      return hits
    },
    async context({ id }, args, context) {
      const block = await readContext(context, id, parseInput(contextArgs, args))
      countUses(context, block.memories)
      return block
    },
  },

  Checkpoint: {
    __resolveReference: ({ id }, { loaders }) => loaders.checkpoint.load(id),
    user: ({ userId }, _, context) => requireUser(context, userId),
    goneMemories: (checkpoint, _, context) => readGoneMemories(context, checkpoint),
    memories: (checkpoint, args, context) =>
      readCheckpointMemories(context, checkpoint, parseInput(checkpointMemoriesArgs, args), pageById(args)),
    searchMemories: (checkpoint, args, context) =>
      searchCheckpoint(context, checkpoint, parseInput(checkpointSearchArgs, args)),
    conversation: (checkpoint, _, context) => readSaid(context, checkpoint),
    snapshot: ({ snapshotId }) => refTo(snapshotId),
    sandbox: checkpointSandboxView,
  },

  Fork: {
    __resolveReference: ({ id }, { loaders }) => loaders.fork.load(id),
    user: ({ userId }, _, context) => requireUser(context, userId),
    checkpoint: ({ checkpointId }, _, { loaders }) => loaders.checkpoint.load(checkpointId),
    copied: ({ layers, copiedMemories, totalMemories, copiedMessages, totalMessages }) =>
      layers ? null : { memories: copiedMemories, totalMemories, messages: copiedMessages, totalMessages },
    conversation: ({ conversationId }) => refTo(conversationId),
    snapshot: ({ snapshotId }) => refTo(snapshotId),
    memories: (fork, args, context) =>
      readForkMemories(context, fork, parseInput(memoriesArgs, args), pageById(args)),
    async searchMemories(fork, args, context) {
      const hits = await searchFork(context, fork, parseInput(searchArgs, args))
      countUses(context, hits)
      return hits
    },
    async context(fork, args, context) {
      const block = await readForkContext(context, fork, parseInput(contextArgs, args))
      countUses(context, block.memories)
      return block
    },
  },

  Rollback: {
    checkpoint: ({ checkpointId }, _, { loaders }) => loaders.checkpoint.load(checkpointId),
    restored: ({ counts }) => counts.restored,
    reopened: ({ counts }) => counts.reopened,
    closed: ({ counts }) => counts.closed,
    unchanged: ({ counts }) => counts.unchanged,
    gone: ({ counts }) => counts.gone,
    cancelledExtractions: ({ counts }) => counts.cancelledExtractions,
    conversation: ({ conversationId }) => refTo(conversationId),
    snapshot: ({ snapshotId }) => refTo(snapshotId),
  },

  MemoryVersion: {
    supersededBy: ({ supersededBy }, _, { loaders }) =>
      supersededBy === null ? null : loaders.memory.load(supersededBy),
  },

  App: {
    __resolveReference: ({ id }, { loaders }) => loaders.app.load(id),
    statistics: (_, __, context) => readStatistics(context),
  },

  Extraction: {
    __resolveReference: ({ id }, { loaders }) => loaders.extraction.load(id),
    conversation: ({ conversationId }) => ({ id: conversationId }),
    decisions: ({ id }, _, { loaders }) => loaders.decisionsOf.load(id),
  },

  ExtractionDecision: {
    message: ({ messageId }) => ({ id: messageId }),
    memory: ({ memoryId }, _, { loaders }) => loaders.memory.load(memoryId),
    replaced: ({ replacedId }, _, { loaders }) =>
      replacedId === null ? null : loaders.memory.load(replacedId),
  },

  ErasureReceipt: {
    status: erasureStatus,
    counts: ({ counts }) => Object.entries(counts).map(([kind, count]) => ({ kind, count })),
  },

  Memory: {
    __resolveReference: async ({ id }, { loaders }, info) =>
      keptTillLapse(info, liveMemory(await loaders.memory.load(id))),
    user: ({ userId }, _, context) => requireUser(context, userId),
    importance: (memory, _, context) => readImportance(context, memory),
    baseImportance: ({ importance }) => importance,
    uses: async (memory, _, context) => (await readTally(context, memory)).uses,
    timesStated: async (memory, _, context) => (await readTally(context, memory)).timesStated,
    source: firstSourceView,
    sources: (memory, _, context) => readSources(context, memory),
    supersededBy: ({ supersededBy }, _, { loaders }) =>
      supersededBy === null ? null : loaders.memory.load(supersededBy),
    history: ({ id }, args, context) => readHistory(context, id, pageByNumber(args)),
  },
}

/** Something of another subgraph's. */
const refTo = (id: string | null) => (id === null ? null : { id })

async function requireUser({ loaders }: Pick<RequestContext, 'loaders'>, id: string): Promise<UserView> {
  const user = await loaders.user.load(id)
  if (!user) throw new Error(`something of a user that is gone: ${id}`)
  return user
}

async function requireApp({
  identity,
  loaders,
}: Pick<RequestContext, 'identity' | 'loaders'>): Promise<AppView> {
  const app = await loaders.app.load(identity.appId)
  if (!app) throw new Error(`a key of an app that is gone: ${identity.appId}`)
  return app
}
