import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import { isId } from '../../prisma/ids.ts'
import { parseId, parseInput } from '../kit/input.ts'
import { pageById, pageByNumber } from '../kit/pagination.ts'
import { branchConversation, deleteConversation } from './branches.ts'
import { endConversation, updateConversation } from './changes.ts'
import { appendMessages, startConversation } from './commands.ts'
import type { RequestContext } from './context.ts'
import type { Resolvers } from './generated/schema.ts'
import { conversationsArgs, searchArgs } from './inputs.ts'
import { readConversations, readConversationsIn, readMessages, readSessions, searchUser } from './reads.ts'
import { endSession, startSession } from './sessions.ts'
import type { ConversationView, MessageView } from './views.ts'
import { branchPointView } from './views.ts'

export const resolvers: Resolvers = {
  DateTime: DateTimeResolver,
  JSON: JSONResolver,

  Query: {
    conversation: (_, { id }, { loaders }) => loaders.conversation.load(parseId(id)),
    session: (_, { id }, { loaders }) => loaders.session.load(parseId(id)),
  },

  Mutation: {
    startSession: (_, { input }, context) => startSession(context, input),
    endSession: (_, { id }, context) => endSession(context, id),
    startConversation: (_, { input }, context) => startConversation(context, input),
    appendMessages: (_, { input }, context) => appendMessages(context, input),
    updateConversation: (_, { input }, context) => updateConversation(context, input),
    endConversation: (_, { id }, context) => endConversation(context, id),
    branchConversation: (_, { input }, context) => branchConversation(context, input),
    deleteConversation: (_, { id }, context) => deleteConversation(context, id),
  },

  User: {
    // Whether there is such a user is for its owner to say. Its lists are read inside the tenant: a stranger's are empty.
    __resolveReference: ({ id }) => (isId(id) ? { id } : null),
    sessions: ({ id }, args, context) => readSessions(context, id, pageById(args)),
    conversations: ({ id }, args, context) =>
      readConversations(context, id, parseInput(conversationsArgs, args).filter, pageById(args)),
    searchMessages: ({ id }, args, context) => searchUser(context, id, parseInput(searchArgs, args)),
  },

  Session: {
    __resolveReference: ({ id }, { loaders }) => loaders.session.load(id),
    user: ({ userId }) => ({ id: userId }),
    conversations: ({ id }, args, context) => readConversationsIn(context, id, pageById(args)),
  },

  Conversation: {
    __resolveReference: ({ id }, { loaders }) => loaders.conversation.load(id),
    user: ({ userId }) => ({ id: userId }),
    session: ({ sessionId }, _, { loaders }) => (sessionId === null ? null : loaders.session.load(sessionId)),
    status: ({ endedAt }) => (endedAt ? 'ENDED' : 'OPEN'),
    branchedFrom: branchPointView,
    messages: ({ id }, args, context) => readMessages(context, id, pageByNumber(args)),
    searchMessages: ({ id, userId }, args, context) =>
      searchUser(context, userId, parseInput(searchArgs, { ...args, conversationId: id })),
  },

  BranchPoint: {
    conversation: ({ conversationId }, _, { loaders }) => loaders.conversation.load(conversationId),
    message: ({ messageId }, _, context) => requireMessage(context, messageId),
  },

  Message: {
    __resolveReference: ({ id }, { loaders }) => loaders.message.load(id),
    conversation: ({ conversationId }, _, context) => requireConversation(context, conversationId),
    toolCalls: ({ toolCalls }) => toolCalls ?? [],
  },
}

type Context = Pick<RequestContext, 'loaders'>

async function requireConversation({ loaders }: Context, id: string): Promise<ConversationView> {
  const conversation = await loaders.conversation.load(id)
  if (!conversation) throw new Error(`message of a conversation that is gone: ${id}`)
  return conversation
}

async function requireMessage({ loaders }: Context, id: string): Promise<MessageView> {
  const message = await loaders.message.load(id)
  if (!message) throw new Error(`branch at a message that is gone: ${id}`)
  return message
}
