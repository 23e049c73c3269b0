import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import { userIdOf } from '../../prisma/ids.ts'
import { invalid } from '../kit/errors.ts'
import { externalId, parseId, parseInput } from '../kit/input.ts'
import { pageById, pageByNumber } from '../kit/pagination.ts'
import { supersedeMemory, updateMemory } from './changes.ts'
import { updateApp } from './apps.ts'
import { addMemories, upsertUser } from './commands.ts'
import type { RequestContext } from './context.ts'
import { deleteMemory, forgetMemories } from './deletions.ts'
import { eraseUser, readErasure } from './erasure.ts'
import { retryExtraction, undoExtraction } from './extractions.ts'
import type { Resolvers } from './generated/schema.ts'
import { contextArgs, extractionsArgs, memoriesArgs, searchArgs } from './inputs.ts'
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
import { erasureStatus, firstSourceView, liveMemory, liveUser } from './views.ts'
import type { AppView } from './views.ts'

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
    memory: async (_, { id }, { loaders }) => liveMemory(await loaders.memory.load(parseId(id))),
    erasure: (_, { id }, context) => readErasure(context, id),
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
  },

  User: {
    __resolveReference: async ({ id }, { loaders }) => liveUser(await loaders.user.load(id)),
    extractions: ({ id }, args, context) =>
      readExtractions(context, id, parseInput(extractionsArgs, args).state, pageById(args)),
    memories: ({ id }, args, context) =>
      readMemories(context, id, parseInput(memoriesArgs, args), pageById(args)),
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
    __resolveReference: async ({ id }, { loaders }) => liveMemory(await loaders.memory.load(id)),
    user: async ({ userId }, _, { loaders }) => {
      const user = await loaders.user.load(userId)
      if (!user) throw new Error(`memory of a user that is gone: ${userId}`)
      return user
    },
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

async function requireApp({
  identity,
  loaders,
}: Pick<RequestContext, 'identity' | 'loaders'>): Promise<AppView> {
  const app = await loaders.app.load(identity.appId)
  if (!app) throw new Error(`a key of an app that is gone: ${identity.appId}`)
  return app
}
