import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import { userIdOf } from '../../prisma/ids.ts'
import { invalid } from '../kit/errors.ts'
import { externalId, parseId, parseInput } from '../kit/input.ts'
import { pageById, pageByNumber } from '../kit/pagination.ts'
import { supersedeMemory, updateMemory } from './changes.ts'
import { addMemories, upsertUser } from './commands.ts'
import { deleteMemory, forgetMemories } from './deletions.ts'
import type { Resolvers } from './generated/schema.ts'
import { memoriesArgs, contextArgs, searchArgs } from './inputs.ts'
import { readContext, readHistory, readMemories, searchUser } from './reads.ts'
import { liveMemory, sourceView } from './views.ts'

export const resolvers: Resolvers = {
  DateTime: DateTimeResolver,
  JSON: JSONResolver,

  Query: {
    user(_, args, { identity, loaders }) {
      if ((args.id == null) === (args.externalId == null))
        throw invalid('give id or externalId, exactly one', 'id')
      if (args.externalId == null) return loaders.user.load(parseId(args.id ?? ''))
      return loaders.user.load(userIdOf(identity.appId, parseInput(externalId, args.externalId)))
    },
    memory: async (_, { id }, { loaders }) => liveMemory(await loaders.memory.load(parseId(id))),
  },

  Mutation: {
    upsertUser: (_, { input }, context) => upsertUser(context, input),
    updateMemory: (_, { input }, context) => updateMemory(context, input),
    supersedeMemory: (_, { input }, context) => supersedeMemory(context, input),
    deleteMemory: (_, { id }, context) => deleteMemory(context, id),
    forgetMemories: (_, { input }, context) => forgetMemories(context, input),
    addMemories: async (_, { input }, context) => ({ memories: await addMemories(context, input) }),
  },

  User: {
    __resolveReference: ({ id }, { loaders }) => loaders.user.load(id),
    memories: ({ id }, args, context) =>
      readMemories(context, id, parseInput(memoriesArgs, args).filter, pageById(args)),
    searchMemories: ({ id }, args, context) => searchUser(context, id, parseInput(searchArgs, args)),
    context: ({ id }, args, context) => readContext(context, id, parseInput(contextArgs, args)),
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
