import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { onceFree } from '../support/once-free.ts'
import { startTestStack } from '../support/stack.ts'
import type { TestStack } from '../support/stack.ts'

let stack: TestStack
beforeAll(async () => {
  stack = await startTestStack()
}, 120_000)
afterAll(() => stack.close())

const newUser = () => `user-${randomUUID()}`

const CREATE = `mutation ($input: CreateCheckpointInput!) { createCheckpoint(input: $input) { id at memoryCount } }`
const FORK = `mutation ($input: ForkCheckpointInput!) {
  forkCheckpoint(input: $input) { id agentId state conversation { id } snapshot { id } copied { memories totalMemories } }
}`
const ROLL_BACK = `mutation ($input: RollbackToInput!) {
  rollbackTo(input: $input) {
    id at restored reopened closed unchanged gone cancelledExtractions conversation { id } snapshot { id } checkpoint { id }
  }
}`
const ADD = `mutation ($input: AddMemoriesInput!) { addMemories(input: $input) { memories { id } } }`
const UPDATE = `mutation ($input: UpdateMemoryInput!) { updateMemory(input: $input) { id agentId content } }`
const SUPERSEDE = `mutation ($input: SupersedeMemoryInput!) { supersedeMemory(input: $input) { id agentId } }`
const LISTS = `memories(first: 100) { edges { node { content } } } searchMemories(query: "tea", first: 100) { memory { content } }`

interface Lists {
  readonly memories: { readonly edges: readonly { readonly node: { readonly content: string } }[] }
  readonly searchMemories: readonly { readonly memory: { readonly content: string } }[]
}

/** What a list says, after it said the same as a search that finds everything. */
function contents({ memories, searchMemories }: Lists): string[] {
  const listed = memories.edges.map(({ node }) => node.content).toSorted()
  expect(searchMemories.map(({ memory }) => memory.content).toSorted()).toEqual(listed)
  return listed
}

const ofUser = async (externalId: string) =>
  contents(
    (await stack.data(`query ($u: String!) { user(externalId: $u) { ${LISTS} } }`, { u: externalId })).user,
  )
const ofCheckpoint = async (id: string) =>
  contents((await stack.data(`query ($id: ID!) { checkpoint(id: $id) { ${LISTS} } }`, { id })).checkpoint)
const ofFork = async (id: string) =>
  contents((await stack.data(`query ($id: ID!) { fork(id: $id) { ${LISTS} } }`, { id })).fork)

async function add(
  externalId: string,
  items: readonly { content: string; agentId?: string }[],
): Promise<string[]> {
  const { addMemories } = await stack.data(ADD, { input: { externalId, items } })
  return addMemories.memories.map(({ id }: { id: string }) => id)
}

/** Ada with two memories, a conversation of two messages and a snapshot, and a checkpoint of it all. */
async function settle(more: object = {}) {
  const externalId = newUser()
  const [first = '', second = ''] = await add(externalId, [
    { content: 'tea, one', agentId: 'planner' },
    { content: 'tea, two' },
  ])
  const made = await stack.data(
    `mutation ($u: String!) {
      startConversation(input: {externalId: $u, title: "a talk"}) { id user { id } }
      createSnapshot(input: {externalId: $u, files: [{path: "a", content: "file of $u"}]}) { id }
    }`,
    { u: externalId },
  )
  const conversationId = made.startConversation.id as string
  const snapshotId = made.createSnapshot.id as string
  await say(conversationId, ['hello', 'hi'])
  const input = { externalId, agentId: 'planner', conversationId, snapshotId, ...more }
  const { createCheckpoint } = await stack.data(CREATE, { input })
  return {
    externalId,
    userId: made.startConversation.user.id as string,
    first,
    second,
    conversationId,
    snapshotId,
    checkpointId: createCheckpoint.id as string,
  }
}

async function say(conversationId: string, texts: readonly string[]): Promise<void> {
  await stack.data(
    `mutation ($input: AppendMessagesInput!) { appendMessages(input: $input) { conversation { id } } }`,
    { input: { conversationId, messages: texts.map((content) => ({ role: 'USER', content })) } },
  )
}

/** A sandbox, and how code runs in it. */
async function startSandbox(externalId: string) {
  const document = `mutation ($input: CreateSandboxInput!) { createSandbox(input: $input) { id packDigest } }`
  const input = { externalId, pack: 'javascript' }
  const { data, errors } = await onceFree(() => stack.ask(document, { input }))
  expect(errors).toEqual([])
  const { createSandbox } = data
  const sandboxId = createSandbox.id as string
  return {
    sandboxId,
    packDigest: createSandbox.packDigest as string,
    run: async (code: string): Promise<void> => {
      const { runCode } = await stack.data(
        `mutation ($input: RunCodeInput!) { runCode(input: $input) { exitReason stderr } }`,
        { input: { sandboxId, code } },
      )
      expect(runCode).toEqual({ exitReason: 'COMPLETED', stderr: '' })
    },
  }
}

const saidIn = async (id: string): Promise<string[]> =>
  (
    await stack.data(
      `query ($id: ID!) { conversation(id: $id) { agentId messages(first: 100) { edges { node { content sequence } } } } }`,
      { id },
    )
  ).conversation.messages.edges.map(({ node }: { node: { content: string } }) => node.content)

const told = async (document: string, input: object) => {
  const { errors } = await stack.ask(document, { input })
  const [error] = errors
  return { code: error?.extensions.code, field: error?.extensions.field }
}

describe('a checkpoint', () => {
  it('tells what there was, whatever comes later', async () => {
    const ada = await settle({ label: 'before lunch', metadata: { step: 1 } })
    await add(ada.externalId, [{ content: 'tea, later' }])
    await stack.data(UPDATE, { input: { id: ada.first, content: 'tea, changed' } })
    await stack.data(SUPERSEDE, { input: { id: ada.second, replacement: { content: 'tea, instead' } } })
    await say(ada.conversationId, ['later'])

    expect(await ofCheckpoint(ada.checkpointId)).toEqual(['tea, one', 'tea, two'])
    const { checkpoint, user } = await stack.data(
      `query ($id: ID!, $u: String!) {
        checkpoint(id: $id) {
          label metadata agentId memoryCount goneMemories user { externalId }
          conversation { messageCount goneMessages conversation { id title } lastMessage { content } }
          snapshot { id file(path: "a") { path } } sandbox { pack }
        }
        user(externalId: $u) { checkpoints(first: 5) { edges { node { id } } pageInfo { hasNextPage } } }
      }`,
      { id: ada.checkpointId, u: ada.externalId },
    )
    expect(checkpoint).toEqual({
      label: 'before lunch',
      metadata: { step: 1 },
      agentId: 'planner',
      memoryCount: 2,
      goneMemories: 0,
      user: { externalId: ada.externalId },
      conversation: {
        messageCount: 2,
        goneMessages: 0,
        conversation: { id: ada.conversationId, title: 'a talk' },
        lastMessage: { content: 'hi' },
      },
      snapshot: { id: ada.snapshotId, file: { path: 'a' } },
      sandbox: null,
    })
    expect(user.checkpoints).toEqual({
      edges: [{ node: { id: ada.checkpointId } }],
      pageInfo: { hasNextPage: false },
    })
  })

  it('has no memory or message any more that was deleted, and counts them', async () => {
    const ada = await settle()
    await stack.data(`mutation ($id: ID!) { deleteMemory(id: $id) { memories } }`, { id: ada.first })
    await stack.data(`mutation ($id: ID!) { deleteConversation(id: $id) { messages } }`, {
      id: ada.conversationId,
    })
    expect(await ofCheckpoint(ada.checkpointId)).toEqual(['tea, two'])
    const { checkpoint } = await stack.data(
      `query ($id: ID!) { checkpoint(id: $id) {
        memoryCount goneMemories conversation { messageCount goneMessages conversation { id } lastMessage { id } } } }`,
      { id: ada.checkpointId },
    )
    expect(checkpoint).toEqual({
      memoryCount: 2,
      goneMemories: 1,
      conversation: { messageCount: 2, goneMessages: 2, conversation: null, lastMessage: null },
    })
    const { rollbackTo } = await stack.data(ROLL_BACK, { input: { checkpointId: ada.checkpointId } })
    expect(rollbackTo).toMatchObject({ unchanged: 1, gone: 1, conversation: null })
    expect(await ofUser(ada.externalId)).toEqual(['tea, two'])
  })

  it('keeps its snapshot from being deleted, until it is deleted itself', async () => {
    const ada = await settle()
    const deletion = `mutation ($input: ID!) { deleteSnapshot(id: $input) { fileCount } }`
    const { errors } = await stack.ask(deletion, { input: ada.snapshotId })
    expect(errors[0]).toMatchObject({
      message: `snapshot ${ada.snapshotId} is the workspace of checkpoint ${ada.checkpointId}`,
      extensions: { code: 'CONFLICT', field: 'id' },
    })
    const gone = await stack.data(`mutation ($id: ID!) { deleteCheckpoint(id: $id) { id } }`, {
      id: ada.checkpointId,
    })
    expect(gone.deleteCheckpoint).toEqual({ id: ada.checkpointId })
    expect(await stack.data(deletion, { input: ada.snapshotId })).toEqual({
      deleteSnapshot: { fileCount: 1 },
    })
    expect(
      await stack.data(`query ($id: ID!) { checkpoint(id: $id) { id } }`, { id: ada.checkpointId }),
    ).toEqual({ checkpoint: null })
    expect(
      (await stack.ask(`mutation ($id: ID!) { deleteCheckpoint(id: $id) { id } }`, { id: ada.checkpointId }))
        .errors[0]?.extensions.code,
    ).toBe('NOT_FOUND')
  })

  it('has the files of its sandbox, and knows what that ran', async () => {
    const { externalId, snapshotId: ofFiles } = await settle()
    const { sandboxId, packDigest, run } = await startSandbox(externalId)
    const take = async (more: object = {}) => {
      const { createCheckpoint } = await stack.data(
        `mutation ($input: CreateCheckpointInput!) { createCheckpoint(input: $input) {
          id snapshot { id expiresAt sandbox { id } file(path: "a") { content } }
          sandbox { pack packDigest limits sandbox { id state } } } }`,
        { input: { externalId, sandboxId, ...more } },
      )
      return createCheckpoint
    }
    const snapshots = async () => {
      const { user } = await stack.data(
        `query ($u: String!) { user(externalId: $u) { snapshots(first: 100) { edges { node { id } } } } }`,
        { u: externalId },
      )
      return user.snapshots.edges.map(({ node }: { node: { id: string } }) => node.id)
    }

    await run(`fs.writeFile('a', 'one')`)
    const one = await take({ idempotencyKey: 'one' })
    expect(one).toMatchObject({
      snapshot: { expiresAt: null, sandbox: { id: sandboxId }, file: { content: 'one' } },
      sandbox: { pack: 'javascript', packDigest, sandbox: { id: sandboxId, state: 'RUNNING' } },
    })
    expect(await take({ idempotencyKey: 'one' })).toEqual(one)
    const snapshotId = one.snapshot.id as string
    expect(await snapshots()).toEqual([snapshotId, ofFiles])
    expect((await take({ snapshotId })).snapshot).toEqual(one.snapshot)
    const changed = { code: 'CONFLICT', field: 'snapshotId' }
    expect(await told(CREATE, { externalId, sandboxId, snapshotId: ofFiles })).toEqual(changed)

    for (const [change, content] of [
      [() => run(`fs.writeFile('a', 'two')`), 'two'],
      [
        () =>
          stack.data(`mutation ($input: WriteFilesInput!) { writeFiles(input: $input) { id } }`, {
            input: { sandboxId, files: [{ path: 'a', content: 'three' }] },
          }),
        'three',
      ],
      [
        () =>
          stack.data(`mutation ($input: RestoreSnapshotInput!) { restoreSnapshot(input: $input) { id } }`, {
            input: { sandboxId, snapshotId },
          }),
        'one',
      ],
    ] as const) {
      const before = (await take()).snapshot.id as string
      await change()
      expect(await told(CREATE, { externalId, sandboxId, snapshotId: before })).toEqual(changed)
      expect((await take()).snapshot.file.content).toBe(content)
    }

    const eve = await settle()
    expect(await told(CREATE, { externalId: eve.externalId, sandboxId })).toEqual({
      code: 'NOT_FOUND',
      field: 'sandboxId',
    })
    const kept = await snapshots()
    await stack.data(`mutation ($id: ID!) { stopSandbox(id: $id) { id } }`, { id: sandboxId })
    expect(await told(CREATE, { externalId, sandboxId })).toEqual({ code: 'GONE', field: 'sandboxId' })
    expect(await snapshots()).toEqual(kept)
  }, 90_000)

  it('has all that its sandbox had answered, and nothing of what it had not', async () => {
    const { externalId } = await settle()
    const { sandboxId, run } = await startSandbox(externalId)
    const taken: { id: string; snapshot: { file: { content: string } } }[] = []
    await run(`fs.writeFile('a', '0')`)
    let attemptMs = 100
    async function work() {
      for (let round = 1; taken.length < 5; round++) {
        await run(`fs.writeFile('a', '${round}')`)
        await add(externalId, [{ content: `tea, round ${round}` }])
        // Longer than an attempt takes, or each would find the sandbox changed.
        await sleep(2 * attemptMs)
      }
    }
    async function take() {
      while (taken.length < 5) {
        const began = performance.now()
        const { data, errors } = await stack.ask(
          `mutation ($input: CreateCheckpointInput!) {
            createCheckpoint(input: $input) { id snapshot { file(path: "a") { content } } } }`,
          { input: { externalId, sandboxId } },
        )
        if (errors[0]) expect(errors[0].extensions).toMatchObject({ code: 'CONFLICT', field: 'sandboxId' })
        else taken.push(data['createCheckpoint'] as (typeof taken)[number])
        attemptMs = performance.now() - began
      }
    }
    await Promise.all([work(), take()])
    for (const { id, snapshot } of taken) {
      const rounds = (await ofCheckpoint(id)).filter((content) => content.startsWith('tea, round')).length
      expect([rounds, rounds + 1]).toContain(Number(snapshot.file.content))
    }
    // What no checkpoint took ends by itself.
    const { user } = await stack.data(
      `query ($u: String!) { user(externalId: $u) {
        checkpoints(first: 100) { edges { node { snapshot { id } } } }
        snapshots(first: 100) { edges { node { id expiresAt } } } } }`,
      { u: externalId },
    )
    const held = user.checkpoints.edges.map(
      ({ node }: { node: { snapshot: { id: string } } }) => node.snapshot.id,
    )
    const kept = user.snapshots.edges
      .map(({ node }: { node: { id: string; expiresAt: string | null } }) => node)
      .filter(({ expiresAt }: { expiresAt: string | null }) => expiresAt === null)
      .map(({ id }: { id: string }) => id)
    expect(kept.toSorted()).toEqual(held.toSorted())
  }, 90_000)

  it('is made once under an idempotencyKey, and of nothing that is not there', async () => {
    const [ada, eve] = [await settle(), await settle()]
    const input = { externalId: ada.externalId, label: 'x', idempotencyKey: 'once' }
    const [one, again] = [await stack.data(CREATE, { input }), await stack.data(CREATE, { input })]
    expect(again).toEqual(one)
    expect(await told(CREATE, { ...input, label: 'y' })).toEqual({
      code: 'CONFLICT',
      field: 'idempotencyKey',
    })

    const { externalId } = ada
    for (const [wrong, field] of [
      [{ externalId: newUser() }, 'externalId'],
      [{ userId: randomUUID() }, 'userId'],
      [{ externalId, conversationId: eve.conversationId }, 'conversationId'],
      [{ externalId, snapshotId: eve.snapshotId }, 'snapshotId'],
      [{ externalId, sandboxId: randomUUID() }, 'sandboxId'],
    ] as const)
      expect(await told(CREATE, wrong)).toEqual({ code: 'NOT_FOUND', field })
    for (const [wrong, field] of [
      [{ externalId, label: 'x'.repeat(257) }, 'label'],
      [{ externalId, metadata: { x: 'x'.repeat(20_000) } }, 'metadata'],
      [{ externalId, agentId: '' }, 'agentId'],
      [{ externalId, userId: ada.userId }, 'userId'],
    ] as const)
      expect(await told(CREATE, wrong)).toEqual({ code: 'BAD_USER_INPUT', field })
  })
})

describe('rollbackTo', () => {
  it('brings back what there was, keeps what is undone, and can be rolled back', async () => {
    const ada = await settle()
    await add(ada.externalId, [{ content: 'tea, later' }, { content: 'tea, last' }])
    await stack.data(UPDATE, { input: { id: ada.first, content: 'tea, changed' } })
    const { supersedeMemory } = await stack.data(SUPERSEDE, {
      input: { id: ada.second, replacement: { content: 'tea, instead' } },
    })
    await say(ada.conversationId, ['later'])
    const now = ['tea, changed', 'tea, instead', 'tea, last', 'tea, later']
    expect(await ofUser(ada.externalId)).toEqual(now)
    const later = await stack.data(CREATE, { input: { externalId: ada.externalId } })

    const input = { checkpointId: ada.checkpointId, idempotencyKey: 'once' }
    const { rollbackTo } = await stack.data(ROLL_BACK, { input })
    expect(rollbackTo).toMatchObject({
      restored: 1,
      reopened: 1,
      closed: 3,
      unchanged: 0,
      gone: 0,
      cancelledExtractions: 0,
      snapshot: { id: ada.snapshotId },
      checkpoint: { id: ada.checkpointId },
    })
    expect(await ofUser(ada.externalId)).toEqual(['tea, one', 'tea, two'])
    expect(await saidIn(rollbackTo.conversation.id)).toEqual(['hello', 'hi'])
    expect(await saidIn(ada.conversationId)).toEqual(['hello', 'hi', 'later'])
    expect((await stack.data(ROLL_BACK, { input })).rollbackTo).toEqual(rollbackTo)
    expect(await told(ROLL_BACK, { ...input, checkpointId: later.createCheckpoint.id })).toEqual({
      code: 'CONFLICT',
      field: 'idempotencyKey',
    })

    const { memory } = await stack.data(
      `query ($id: ID!) { memory(id: $id) { supersededAt history { edges { node { content validTo supersededBy { id } } } } } }`,
      { id: ada.second },
    )
    expect(memory.supersededAt).toBeNull()
    expect(memory.history.edges).toMatchObject([
      { node: { content: 'tea, two', supersededBy: { id: supersedeMemory.id } } },
      { node: { content: 'tea, two', validTo: null, supersededBy: null } },
    ])
    expect(await ofCheckpoint(later.createCheckpoint.id)).toEqual(now)

    const undone = await stack.data(ROLL_BACK, { input: { checkpointId: later.createCheckpoint.id } })
    expect(undone.rollbackTo).toMatchObject({ restored: 1, reopened: 3, closed: 1, unchanged: 0, gone: 0 })
    expect(await ofUser(ada.externalId)).toEqual(now)
    expect(await ofCheckpoint(ada.checkpointId)).toEqual(['tea, one', 'tea, two'])

    const again = await stack.data(ROLL_BACK, { input: { checkpointId: later.createCheckpoint.id } })
    expect(again.rollbackTo).toMatchObject({ restored: 0, reopened: 0, closed: 0, unchanged: 4 })
  })

  it('knows no checkpoint that is not there', async () => {
    expect(await told(ROLL_BACK, { checkpointId: randomUUID() })).toEqual({
      code: 'NOT_FOUND',
      field: 'checkpointId',
    })
  })
})

describe('a fork for the same user', () => {
  it('sees what the checkpoint had and its own; the original sees none of it, and the fork nothing later', async () => {
    const ada = await settle()
    const input = { checkpointId: ada.checkpointId, agentId: 'planner-2', idempotencyKey: 'once' }
    const { forkCheckpoint: fork } = await stack.data(FORK, { input })
    expect(fork).toMatchObject({ state: 'READY', snapshot: { id: ada.snapshotId }, copied: null })
    expect((await stack.data(FORK, { input })).forkCheckpoint.id).toBe(fork.id)

    await add(ada.externalId, [{ content: 'tea, later' }])
    await stack.data(UPDATE, { input: { id: ada.first, content: 'tea, changed' } })
    const [own = ''] = await add(ada.externalId, [{ content: 'tea, forked', agentId: 'planner-2' }])
    expect(await ofFork(fork.id)).toEqual(['tea, forked', 'tea, one', 'tea, two'])
    expect(await ofUser(ada.externalId)).toEqual(['tea, changed', 'tea, later', 'tea, two'])

    // Changes of the fork, to what it has from the checkpoint and to its own.
    const { updateMemory } = await stack.data(UPDATE, {
      input: { id: ada.first, agentId: 'planner-2', content: 'tea, one by the fork' },
    })
    expect(updateMemory).toMatchObject({ agentId: 'planner-2', content: 'tea, one by the fork' })
    expect(updateMemory.id).not.toBe(ada.first)
    await stack.data(SUPERSEDE, {
      input: { id: ada.second, replacement: { content: 'tea, two by the fork', agentId: 'planner-2' } },
    })
    const kept = await stack.data(SUPERSEDE, {
      input: { id: own, replacement: { content: 'tea, forked anew' } },
    })
    expect(kept.supersedeMemory.agentId).toBe('planner-2')
    expect(await ofFork(fork.id)).toEqual([
      'tea, forked anew',
      'tea, one by the fork',
      'tea, two by the fork',
    ])
    expect(await ofUser(ada.externalId)).toEqual(['tea, changed', 'tea, later', 'tea, two'])
    expect(await ofCheckpoint(ada.checkpointId)).toEqual(['tea, one', 'tea, two'])
    expect(await told(UPDATE, { id: ada.first, agentId: 'planner-2', content: 'seen no more' })).toEqual({
      code: 'NOT_FOUND',
      field: 'id',
    })

    // The conversation goes on apart.
    await say(fork.conversation.id, ['of the fork'])
    await say(ada.conversationId, ['of the original'])
    expect(await saidIn(fork.conversation.id)).toEqual(['hello', 'hi', 'of the fork'])
    expect(await saidIn(ada.conversationId)).toEqual(['hello', 'hi', 'of the original'])

    const { user } = await stack.data(
      `query ($u: String!) { user(externalId: $u) {
        forks { edges { node { id } } } fork(agentId: "planner-2") { id checkpoint { id } context(query: "tea") { text } }
        none: fork(agentId: "planner") { id } context(query: "tea") { text } } }`,
      { u: ada.externalId },
    )
    expect(user.forks.edges).toEqual([{ node: { id: fork.id } }])
    expect(user.fork).toMatchObject({ id: fork.id, checkpoint: { id: ada.checkpointId } })
    expect(user.fork.context.text).toContain('tea, one by the fork')
    expect(user.fork.context.text).not.toContain('tea, later')
    expect(user.context.text).not.toContain('by the fork')
    expect(user.none).toBeNull()
  })

  it('can be forked and rolled back itself', async () => {
    const ada = await settle()
    const make = async (checkpointId: string, agentId: string) =>
      (await stack.data(FORK, { input: { checkpointId, agentId } })).forkCheckpoint.id as string
    const mark = async (agentId?: string) =>
      (await stack.data(CREATE, { input: { externalId: ada.externalId, agentId } })).createCheckpoint
        .id as string

    const child = await make(ada.checkpointId, 'child')
    await stack.data(UPDATE, { input: { id: ada.first, agentId: 'child', content: 'tea, child' } })
    const marked = await mark('child')
    const grandchild = await make(marked, 'grandchild')
    await add(ada.externalId, [{ content: 'tea, child later', agentId: 'child' }])
    await add(ada.externalId, [{ content: 'tea, grandchild', agentId: 'grandchild' }])
    await stack.data(UPDATE, {
      input: { id: ada.second, agentId: 'child', content: 'tea, two by the child' },
    })

    expect(await ofFork(grandchild)).toEqual(['tea, child', 'tea, grandchild', 'tea, two'])
    expect(await ofFork(child)).toEqual(['tea, child', 'tea, child later', 'tea, two by the child'])
    expect(await ofUser(ada.externalId)).toEqual(['tea, one', 'tea, two'])

    const later = await mark('child')
    const { rollbackTo } = await stack.data(ROLL_BACK, { input: { checkpointId: marked } })
    expect(rollbackTo).toMatchObject({ restored: 0, reopened: 1, closed: 2, unchanged: 1, gone: 0 })
    expect(await ofFork(child)).toEqual(['tea, child', 'tea, two'])
    expect(await ofFork(grandchild)).toEqual(['tea, child', 'tea, grandchild', 'tea, two'])
    expect(await ofCheckpoint(later)).toEqual(['tea, child', 'tea, child later', 'tea, two by the child'])
    await stack.data(ROLL_BACK, { input: { checkpointId: later } })
    expect(await ofFork(child)).toEqual(['tea, child', 'tea, child later', 'tea, two by the child'])
    expect(await ofCheckpoint(marked)).toEqual(['tea, child', 'tea, two'])

    // What the original rolls back is its own.
    await add(ada.externalId, [{ content: 'tea, original' }])
    const original = await stack.data(ROLL_BACK, { input: { checkpointId: ada.checkpointId } })
    expect(original.rollbackTo).toMatchObject({ closed: 1, unchanged: 2 })
    expect(await ofFork(child)).toEqual(['tea, child', 'tea, child later', 'tea, two by the child'])

    // What is deleted is deleted for all.
    await stack.data(`mutation ($id: ID!) { deleteMemory(id: $id) { memories } }`, { id: ada.second })
    expect(await ofFork(grandchild)).toEqual(['tea, child', 'tea, grandchild'])
  })

  it('needs an agent that is new', async () => {
    const ada = await settle()
    const { checkpointId, externalId } = ada
    await stack.data(FORK, { input: { checkpointId, agentId: 'taken' } })
    await add(externalId, [{ content: 'tea, of another', agentId: 'another' }])
    for (const agentId of ['planner', 'taken', 'another'])
      expect(await told(FORK, { checkpointId, agentId })).toEqual({ code: 'CONFLICT', field: 'agentId' })
    expect(await told(FORK, { checkpointId: randomUUID(), agentId: 'x' })).toEqual({
      code: 'NOT_FOUND',
      field: 'checkpointId',
    })
    expect(await told(FORK, { checkpointId, agentId: 'x'.repeat(129) })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'agentId',
    })
  })

  it('outlives its checkpoint', async () => {
    const ada = await settle()
    const { forkCheckpoint } = await stack.data(FORK, {
      input: { checkpointId: ada.checkpointId, agentId: 'heir' },
    })
    await stack.data(`mutation ($id: ID!) { deleteCheckpoint(id: $id) { id } }`, { id: ada.checkpointId })
    expect(await ofFork(forkCheckpoint.id)).toEqual(['tea, one', 'tea, two'])
    const { errors } = await stack.ask(`mutation ($id: ID!) { deleteSnapshot(id: $id) { fileCount } }`, {
      id: ada.snapshotId,
    })
    expect(errors[0]?.extensions.code).toBe('CONFLICT')
  })
})

describe('a fork for another user', () => {
  const ready = async (id: string) => {
    for (;;) {
      const { fork } = await stack.data(
        `query ($id: ID!) { fork(id: $id) { state error user { id externalId } conversation { id } snapshot { id }
          copied { memories totalMemories messages totalMessages } } }`,
        { id },
      )
      if (fork.state !== 'COPYING') return fork
      await sleep(100)
    }
  }

  it('has copies of all that the checkpoint has, which outlast the original', async () => {
    const ada = await settle()
    const source = { conversationId: ada.conversationId }
    await stack.data(ADD, {
      input: {
        externalId: ada.externalId,
        items: [
          { content: 'tea, told there', source, category: 'PREFERENCE', tags: ['a'], metadata: { b: 1 } },
        ],
      },
    })
    const { createCheckpoint } = await stack.data(CREATE, {
      input: { externalId: ada.externalId, conversationId: ada.conversationId, snapshotId: ada.snapshotId },
    })
    await add(ada.externalId, [{ content: 'tea, later' }])
    const bob = newUser()
    const input = {
      checkpointId: createCheckpoint.id,
      agentId: 'planner',
      externalId: bob,
      idempotencyKey: 'once',
    }
    const { forkCheckpoint } = await stack.data(FORK, { input })
    const fork = await ready(forkCheckpoint.id)
    expect(fork).toMatchObject({
      state: 'READY',
      error: null,
      user: { externalId: bob },
      copied: { memories: 3, totalMemories: 3, messages: 2, totalMessages: 2 },
    })
    expect((await stack.data(FORK, { input })).forkCheckpoint.id).toBe(forkCheckpoint.id)
    const all = ['tea, one', 'tea, told there', 'tea, two']
    expect(await ofUser(bob)).toEqual(all)
    expect(await ofFork(forkCheckpoint.id)).toEqual(all)
    expect(await saidIn(fork.conversation.id)).toEqual(['hello', 'hi'])
    await say(fork.conversation.id, ['of Bob'])

    const { user } = await stack.data(
      `query ($u: String!) { user(externalId: $u) {
        memories(filter: {tags: ["a"]}) { edges { node { agentId category tags metadata source { conversation { id } } } } } } }`,
      { u: bob },
    )
    expect(user.memories.edges).toEqual([
      {
        node: {
          agentId: 'planner',
          category: 'PREFERENCE',
          tags: ['a'],
          metadata: { b: 1 },
          source: { conversation: { id: fork.conversation.id } },
        },
      },
    ])

    const { eraseUser } = await stack.data(
      `mutation ($input: EraseUserInput!) { eraseUser(input: $input) { id status counts { kind count } } }`,
      { input: { externalId: ada.externalId } },
    )
    expect(eraseUser.counts).toContainEqual({ kind: 'checkpoint', count: 2 })
    expect(await ofUser(bob)).toEqual(all)
    const left = await stack.data(
      `query ($id: ID!) { fork(id: $id) { checkpoint { id } snapshot { file(path: "a") { path } } } }`,
      { id: forkCheckpoint.id },
    )
    expect(left.fork).toEqual({ checkpoint: null, snapshot: { file: { path: 'a' } } })
    expect(await saidIn(fork.conversation.id)).toEqual(['hello', 'hi', 'of Bob'])
  }, 60_000)

  it('is FAILED where its checkpoint is deleted before all is copied', async () => {
    const ada = await settle()
    const { forkCheckpoint } = await stack.data(
      `mutation ($input: ForkCheckpointInput!, $id: ID!) { forkCheckpoint(input: $input) { id } deleteCheckpoint(id: $id) { id } }`,
      {
        input: { checkpointId: ada.checkpointId, agentId: 'x', externalId: newUser() },
        id: ada.checkpointId,
      },
    )
    const fork = await ready(forkCheckpoint.id)
    expect(fork).toMatchObject({ state: 'FAILED', error: expect.stringMatching(/deleted/) })
  }, 60_000)
})

describe('the erasure of a user', () => {
  it('takes checkpoints, forks and rollbacks', async () => {
    const ada = await settle()
    await stack.data(FORK, { input: { checkpointId: ada.checkpointId, agentId: 'fork' } })
    await stack.data(UPDATE, { input: { id: ada.first, agentId: 'fork', content: 'tea, forked' } })
    await stack.data(ROLL_BACK, { input: { checkpointId: ada.checkpointId } })
    const { eraseUser } = await stack.data(
      `mutation ($input: EraseUserInput!) { eraseUser(input: $input) { counts { kind count } } }`,
      { input: { externalId: ada.externalId } },
    )
    for (const kind of ['checkpoint', 'fork', 'fork_mask', 'rollback'])
      expect(eraseUser.counts).toContainEqual({ kind, count: 1 })
    expect(
      await stack.data(`query ($id: ID!) { checkpoint(id: $id) { id } }`, { id: ada.checkpointId }),
    ).toEqual({ checkpoint: null })
  })
})
