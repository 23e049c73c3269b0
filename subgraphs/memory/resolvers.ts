import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import { userIdOf } from '../../prisma/ids.ts'
import { invalid } from '../kit/errors.ts'
import { externalId, parseId, parseInput } from '../kit/input.ts'
import { pageById, pageByNumber } from '../kit/pagination.ts'
import { supersedeMemory, updateMemory } from './changes.ts'
import { addMemories, upsertUser } from './commands.ts'
import { deleteMemory, forgetMemories } from './deletions.ts'
import { eraseUser, readErasure } from './erasure.ts'
import type { Resolvers } from './generated/schema.ts'
import { memoriesArgs, contextArgs, searchArgs } from './inputs.ts'
import { readContext, readHistory, readMemories, searchUser } from './reads.ts'
import { erasureStatus, liveMemory, liveUser, sourceView } from './views.ts'

export const resolvers: Resolvers = {
  DateTime: DateTimeResolver,
  JSON: JSONResolver,

  Query: {
    async user(_, args, { identity, loaders }) {
      if ((args.id == null) === (args.externalId == null))
        throw invalid('give id or externalId, exactly one', 'id')
      if (args.externalId == null) return liveUser(await loaders.user.load(parseId(args.id ?? '')))
      const id = userIdOf(identity.appId, parseInput(externalId, args.externalId))
      return liveUser(await loaders.user.load(id))
    },
    memory: async (_, { id }, { loaders }) => liveMemory(await loaders.memory.load(parseId(id))),
    erasure: (_, { id }, context) => readErasure(context, id),
  },

  Mutation: {
    upsertUser: (_, { input }, context) => upsertUser(context, input),
    updateMemory: (_, { input }, context) => updateMemory(context, input),
    supersedeMemory: (_, { input }, context) => supersedeMemory(context, input),
    deleteMemory: (_, { id }, context) => deleteMemory(context, id),
    forgetMemories: (_, { input }, context) => forgetMemories(context, input),
    eraseUser: (_, { input }, context) => eraseUser(context, input),
    addMemories: async (_, { input }, context) => ({ memories: await addMemories(context, input) }),
  },

  User: {
    __resolveReference: async ({ id }, { loaders }) => liveUser(await loaders.user.load(id)),
    memories: ({ id }, args, context) =>
      readMemories(context, id, parseInput(memoriesArgs, args).filter, pageById(args)),
    searchMemories: ({ id }, args, context) => searchUser(context, id, parseInput(searchArgs, args)),
    context: ({ id }, args, context) => readContext(context, id, parseInput(contextArgs, args)),
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
    source: sourceView,
    supersededBy: ({ supersededBy }, _, { loaders }) =>
      supersededBy === null ? null : loaders.memory.load(supersededBy),
    history: ({ id }, args, context) => readHistory(context, id, pageByNumber(args)),
  },
}
