/** An operation that the explorer offers ready to run. */
export interface SandboxExample {
  readonly group: string
  readonly title: string
  readonly document: string
  readonly variables: Readonly<Record<string, unknown>>
  /**
   * Variables that this example's response fills in for the examples that take them, each with the response key it is
   * found under: `{ sandboxId: 'createSandbox' }` is the `id` of `data.createSandbox`.
   */
  readonly yields?: Readonly<Record<string, string>>
}

const externalId = 'ada'

/** Everything the graph holds, once each, in an order in which they can be run one after the other. */
export const examples: readonly SandboxExample[] = [
  {
    group: 'Memory',
    title: 'Create a user with memories',
    document: `# Stored word for word, and searchable when the call returns.
mutation CreateUserWithMemories(
  $externalId: String!
  $items: [MemoryInput!]!
) {
  upsertUser(input: { externalId: $externalId }) {
    id
    externalId
    createdAt
  }
  addMemories(input: { externalId: $externalId, items: $items }) {
    memories {
      id
      content
      category
      importance
    }
  }
}
`,
    variables: {
      externalId,
      items: [
        { content: 'Ada is offline after 18:00, Lisbon time.', importance: 0.7, tags: ['schedule'] },
        { content: 'Ada prefers short answers with code first.', category: 'PREFERENCE', importance: 0.9 },
        { content: 'To release, Ada tags main and waits for the canary.', category: 'PROCEDURE' },
      ],
    },
  },
  {
    group: 'Memory',
    title: 'Search memories',
    document: `query SearchMemories($externalId: String!, $query: String!) {
  user(externalId: $externalId) {
    searchMemories(query: $query, first: 5) {
      score
      lexical
      semantic
      memory {
        id
        content
        category
        createdAt
      }
    }
  }
}
`,
    variables: { externalId, query: 'how does Ada like her answers?' },
  },
  {
    group: 'Memory',
    title: 'Context for a prompt',
    document: `# What to put into a prompt, within a budget of tokens.
query ContextForPrompt($externalId: String!, $query: String!) {
  user(externalId: $externalId) {
    context(query: $query, tokenBudget: 200) {
      text
      tokenCount
      tokenBudget
      omitted {
        reason
        tokens
        memory {
          content
        }
      }
    }
  }
}
`,
    variables: { externalId, query: 'When can I call Ada?' },
  },
  {
    group: 'Memory',
    title: 'List memories',
    document: `query ListMemories(
  $externalId: String!
  $filter: MemoryFilter
  $after: String
) {
  user(externalId: $externalId) {
    memories(filter: $filter, first: 10, after: $after) {
      edges {
        node {
          id
          content
          tags
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
`,
    variables: { externalId, filter: { category: ['FACT', 'PREFERENCE'] }, after: null },
  },
  {
    group: 'Conversations',
    title: 'Start a conversation',
    document: `mutation StartConversation($externalId: String!, $title: String) {
  startConversation(input: { externalId: $externalId, title: $title }) {
    id
    title
    createdAt
  }
}
`,
    variables: { externalId, title: 'Planning the release' },
    yields: { conversationId: 'startConversation' },
  },
  {
    group: 'Conversations',
    title: 'Append messages',
    document: `mutation AppendMessages(
  $conversationId: ID!
  $messages: [MessageInput!]!
) {
  appendMessages(input: { conversationId: $conversationId, messages: $messages }) {
    messages {
      id
      sequence
      role
    }
    conversation {
      messageCount
    }
  }
}
`,
    variables: {
      conversationId: 'run “Start a conversation” first',
      messages: [
        { role: 'USER', content: 'Can we release on Friday?' },
        { role: 'ASSISTANT', content: 'Yes, if the canary is green by noon.' },
      ],
    },
  },
  {
    group: 'Conversations',
    title: 'Read a conversation',
    document: `query ReadConversation($conversationId: ID!) {
  conversation(id: $conversationId) {
    title
    messageCount
    messages(first: 20) {
      edges {
        node {
          sequence
          role
          content
        }
      }
    }
  }
}
`,
    variables: { conversationId: 'run “Start a conversation” first' },
  },
  {
    group: 'Conversations',
    title: 'End a conversation',
    document: `# It takes no messages any more, and keeps a summary.
mutation EndConversation($conversationId: ID!) {
  endConversation(id: $conversationId) {
    status
    endedAt
    summary
    summarySource
    tokenCount
  }
}
`,
    variables: { conversationId: 'run “Start a conversation” first' },
  },
  {
    group: 'Snapshots',
    title: 'Snapshot a workspace',
    document: `mutation SnapshotWorkspace(
  $externalId: String!
  $files: [SnapshotFileInput!]!
) {
  createSnapshot(input: { externalId: $externalId, files: $files, label: "first draft" }) {
    id
    label
    fileCount
    sizeBytes
  }
}
`,
    variables: {
      externalId,
      files: [
        { path: 'README.md', content: '# Notes\n' },
        { path: 'src/main.js', content: 'console.log("hello")\n' },
      ],
    },
    yields: { snapshotId: 'createSnapshot' },
  },
  {
    group: 'Snapshots',
    title: 'Read a snapshot',
    document: `query ReadSnapshot($snapshotId: ID!) {
  snapshot(id: $snapshotId) {
    label
    createdAt
    files(first: 20) {
      edges {
        node {
          path
          size
          content
        }
      }
    }
  }
}
`,
    variables: { snapshotId: 'run “Snapshot a workspace” first' },
  },
  {
    group: 'Sandboxes',
    title: 'Create a JavaScript sandbox',
    document: `mutation CreateSandbox($externalId: String!) {
  createSandbox(input: { externalId: $externalId, pack: "javascript" }) {
    id
    state
    isolation {
      level
      layers
    }
  }
}
`,
    variables: { externalId },
    yields: { sandboxId: 'createSandbox' },
  },
  {
    group: 'Sandboxes',
    title: 'Run JavaScript in it',
    document: `mutation RunJavaScript($sandboxId: ID!, $code: String!) {
  runCode(input: { sandboxId: $sandboxId, code: $code }) {
    exitReason
    result
    stdout
    stderr
    wallMs
    peakMemoryBytes
  }
}
`,
    variables: {
      sandboxId: 'run “Create a JavaScript sandbox” first',
      code: 'const squares = [1, 2, 3].map((n) => n * n)\nconsole.log(squares)\nsquares.reduce((a, b) => a + b)',
    },
  },
]
