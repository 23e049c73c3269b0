import { expect, it } from '@jest/globals'
import { createRetryBudget } from '../../../gateway/subgraph/retry-budget.ts'

it('budget.allows ten retries at once, and one for every ten requests after', () => {
  const budget = createRetryBudget()
  const spendAll = () => {
    let spent = 0
    while (budget.spend()) spent++
    return spent
  }
  expect(spendAll()).toBe(10)
  for (let request = 0; request < 41; request++) budget.earn()
  expect(spendAll()).toBe(4)
  for (let request = 0; request < 10_000; request++) budget.earn()
  expect(spendAll()).toBe(10)
})
