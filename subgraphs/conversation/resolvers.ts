import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import { isId } from '../../prisma/ids.ts'
import { parseId } from '../kit/input.ts'
import { pageById, pageByNumber } from '../kit/pagination.ts'
import { appendMessages, startConversation } from './commands.ts'
import type { Resolvers } from './generated/schema.ts'
import { readConversations, readMessages } from './reads.ts'

export const resolvers: Resolvers = {
  DateTime: DateTimeResolver,
  JSON: JSONResolver,

  Query: {
    conversation: (_, { id }, { loaders }) => loaders.conversation.load(parseId(id)),
  },

  Mutation: {
    startConversation: (_, { input }, context) => startConversation(context, input),
    appendMessages: (_, { input }, context) => appendMessages(context, input),
  },

  User: {
    // Whether there is such a user is for its owner to say. Its lists are read inside the tenant: a stranger's are empty.
    __resolveReference: ({ id }) => (isId(id) ? { id } : null),
    conversations: ({ id }, args, context) => readConversations(context, id, pageById(args)),
  },

  Conversation: {
    __resolveReference: ({ id }, { loaders }) => loaders.conversation.load(id),
    user: ({ userId }) => ({ id: userId }),
    messages: ({ id }, args, context) => readMessages(context, id, pageByNumber(args)),
  },

  Message: {
    __resolveReference: ({ id }, { loaders }) => loaders.message.load(id),
    conversation: async ({ conversationId }, _, { loaders }) => {
      const conversation = await loaders.conversation.load(conversationId)
      if (!conversation) throw new Error(`message of a conversation that is gone: ${conversationId}`)
      return conversation
    },
  },
}
