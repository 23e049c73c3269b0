import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

let stack: TestStack

beforeAll(async () => {
  stack = await startTestStack()
}, 240_000)
afterAll(() => stack.close())

describe('memories and conversations', () => {
  it('go their own ways: a context reads a branch, and a memory outlives its conversation', async () => {
    const externalId = 'ada'
    const { startConversation: parent } = await stack.data(
      `mutation ($input: StartConversationInput!) { startConversation(input: $input) { id } }`,
      { input: { externalId } },
    )
    const { appendMessages } = await stack.data(
      `mutation ($input: AppendMessagesInput!) { appendMessages(input: $input) { messages { id } } }`,
      {
        input: {
          conversationId: parent.id,
          messages: ['I take my tea without sugar.', 'Noted.'].map((content) => ({ role: 'USER', content })),
        },
      },
    )
    const [first, second] = appendMessages.messages
    const { branchConversation: branch, addMemories } = await stack.data(
      `mutation ($branch: BranchConversationInput!, $memories: AddMemoriesInput!) {
        branchConversation(input: $branch) { id }
        addMemories(input: $memories) { memories { id } }
      }`,
      {
        branch: { messageId: first.id },
        memories: {
          externalId,
          items: [
            {
              content: 'No sugar for Ada.',
              source: { conversationId: parent.id, messageId: second.id },
            },
          ],
        },
      },
    )
    const { user } = await stack.data(
      `query ($id: ID!) { user(externalId: "ada") { context(query: "tea", conversationId: $id) { messages { id } } } }`,
      { id: branch.id },
    )
    expect(user.context.messages).toEqual([{ id: first.id }])

    const { deleteConversation } = await stack.data(
      `mutation ($id: ID!) { deleteConversation(id: $id) { messages keptMessages memories } }`,
      { id: parent.id },
    )
    expect(deleteConversation).toEqual({ messages: 1, keptMessages: 1, memories: 1 })
    const { memory } = await stack.data(
      `query ($id: ID!) { memory(id: $id) { content source { conversation { id messageCount } message { id content } } } }`,
      { id: addMemories.memories[0].id },
    )
    expect(memory).toMatchObject({
      content: 'No sugar for Ada.',
      source: { conversation: null, message: null },
    })
  })
})
