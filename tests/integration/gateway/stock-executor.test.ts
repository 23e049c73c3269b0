import { expect, it } from '@jest/globals'
import { startTestStack } from '../../support/stack.ts'

const WRITE = `mutation { addMemories(input: {externalId: "ada", items: [{content: "tea"}]}) { memories { content } } }`
const READ = `query ($first: Int) { user(externalId: "ada") {
  externalId
  memories(first: $first) { edges { node { content } } }
  conversations(first: $first) { edges { node { title } } }
  snapshots(first: $first) { edges { node { label } } }
} }`

it('gateway.answers the same with either executor', async () => {
  const answers = []
  for (const EXECUTOR of ['own', 'stock']) {
    const stack = await startTestStack({ EXECUTOR })
    try {
      const written = await stack.ask(WRITE)
      answers.push([written, await stack.ask(READ, { first: 5 }), await stack.ask(READ, { first: 101 })])
    } finally {
      await stack.close()
    }
  }
  const [own, stock] = answers
  expect(own).toEqual(stock)
  expect(own?.[1]?.data.user.memories.edges).toEqual([{ node: { content: 'tea' } }])
  expect(own?.[2]?.errors[0]?.extensions.code).toBe('BAD_USER_INPUT')
}, 300_000)
