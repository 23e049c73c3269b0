import type { Client } from '../client.ts'
import { ExpectedError } from '../command.ts'
import { MemoriesDocument } from '../generated/operations.ts'
import type { MemoriesQuery } from '../generated/operations.ts'
import type { ExportedMemory } from './line.ts'

const PAGE = 100

/**
 * A user's live memories, page by page, newest first, as they were listed when the first page was asked for: what is added
 * meanwhile comes before it. Throws ExpectedError where the key's app has no such user.
 */
export async function* pagesOf(
  client: Pick<Client, 'request'>,
  externalId: string,
): AsyncGenerator<readonly ExportedMemory[]> {
  for (let after: string | null = null, more = true; more;) {
    const answer: MemoriesQuery = await client.request(MemoriesDocument, { externalId, first: PAGE, after })
    const page = answer.user?.memories
    if (!page)
      throw new ExpectedError(`there is no user ${JSON.stringify(externalId)} in the app of this key`)
    yield page.edges.map(({ node }) => node)
    after = page.pageInfo.endCursor ?? null
    more = page.pageInfo.hasNextPage
  }
}
