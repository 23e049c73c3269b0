// Written by `npm run generate`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] }
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never }
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core'
export type AddMemoriesInput = {
  readonly userId?: string | number | null | undefined
  readonly externalId?: string | null | undefined
  /** 1–100. */
  readonly items: ReadonlyArray<MemoryInput>
  /**
   * 1–128 bytes. A second call with the same key and items returns the first call's answer, without memories deleted since;
   * with other items it is a CONFLICT, unless such a deletion took what they could be told apart by.
   */
  readonly idempotencyKey?: string | null | undefined
}

export type AppendMessagesInput = {
  readonly conversationId: string | number
  /** 1–200, of 4 MiB of content and arguments together. */
  readonly messages: ReadonlyArray<MessageInput>
  /** Whether memories are to be drawn from what the user says in the new messages. Default: as the app is set. */
  readonly extract?: boolean | null | undefined
}

export type BranchConversationInput = {
  /** The last message that the branch begins with. */
  readonly messageId: string | number
  /** 1–256 bytes. Default: that of the conversation. */
  readonly title?: string | null | undefined
  /** 1–128 bytes, unique for the user: branching under it again returns the conversation that is there, as it is. */
  readonly clientId?: string | null | undefined
  /** At most 16 KiB. */
  readonly metadata?: unknown
}

export type CloneSnapshotInput = {
  readonly snapshotId: string | number
  /** Whose the clone is: exactly one of userId and externalId, or neither for the same user. */
  readonly userId?: string | number | null | undefined
  readonly externalId?: string | null | undefined
  /** Default: the label of the original. */
  readonly label?: string | null | undefined
  /** When it goes by itself, whatever the original does. Default: as the app has it, or never. */
  readonly expiresAt?: string | null | undefined
  /** Whether it stays until it is deleted, whatever the app has as a default. */
  readonly keep?: boolean | null | undefined
}

/**
 * How a budget is shared out, in proportion; what one kind does not need goes to the others. 0–1 each and not all 0; 0 leaves a
 * kind out.
 */
export type ContextQuotas = {
  /** Memories of the category PREFERENCE. Default 0.1. */
  readonly preferences?: number | null | undefined
  /** What answers the query. Default 0.6. */
  readonly memories?: number | null | undefined
  /** What the conversation says. Default 0.3. */
  readonly messages?: number | null | undefined
}

/** Every field given must hold. */
export type ConversationFilter = {
  readonly status?: ConversationStatus | null | undefined
  readonly agentId?: string | null | undefined
  readonly sessionId?: string | number | null | undefined
  /** Branched from this conversation. */
  readonly branchedFromId?: string | number | null | undefined
}

export type ConversationStatus = 'OPEN' | 'ENDED'

/** Exactly one of userId and externalId. */
export type CreateCheckpointInput = {
  readonly userId?: string | number | null | undefined
  readonly externalId?: string | null | undefined
  /** 1–128 bytes. */
  readonly agentId?: string | null | undefined
  readonly conversationId?: string | number | null | undefined
  /** The files, as of a snapshot of the user's. */
  readonly snapshotId?: string | number | null | undefined
  /**
   * What runs. A snapshot is made of its files and is the checkpoint's. Where snapshotId is given too, that one is, if it is of this
   * sandbox and nothing was run, written or restored there since: else CONFLICT.
   */
  readonly sandboxId?: string | number | null | undefined
  /** 1–256 bytes. */
  readonly label?: string | null | undefined
  /** At most 16 KiB. */
  readonly metadata?: unknown
  /** 1–128 bytes. A second call with the same key and input returns the first call's checkpoint; with another input it is CONFLICT. */
  readonly idempotencyKey?: string | null | undefined
}

export type CreateSandboxInput = {
  readonly userId?: string | number | null | undefined
  readonly externalId?: string | null | undefined
  /** The name of one of runtimePacks. */
  readonly pack: string
  /** At most 8 names of the pack's layers, which the code then finds by import. The same package in two of them is an error. */
  readonly layers?: ReadonlyArray<string> | null | undefined
  /** At most 1,000, and within the limits. */
  readonly files?: ReadonlyArray<SandboxFileInput> | null | undefined
  /**
   * What the code finds in env or os.environ: an object of strings whose names have letters, digits and _ and begin with no digit, at most
   * 32 KiB as JSON. It is handed to the sandbox and kept nowhere else.
   */
  readonly env?: unknown
  readonly limits?: SandboxLimitsInput | null | undefined
  /** At most 16 KiB. */
  readonly metadata?: unknown
  /** How long it lives, used or not: 1–86,400. Without it, until it was not used for long. */
  readonly timeoutSeconds?: number | null | undefined
  /** Without it the code reaches no host. */
  readonly network?: SandboxNetworkInput | null | undefined
}

/** Exactly one of files and sandboxId. */
export type CreateSnapshotInput = {
  readonly userId?: string | number | null | undefined
  readonly externalId?: string | null | undefined
  /** 0–10,000 files, 8 MiB together. */
  readonly files?: ReadonlyArray<SnapshotFileInput> | null | undefined
  /** A sandbox that is running. Its files are taken between two runs. */
  readonly sandboxId?: string | number | null | undefined
  /** 1–256 bytes. */
  readonly label?: string | null | undefined
  /** A snapshot that this one goes on from, of any user of the app. */
  readonly parentId?: string | number | null | undefined
  /** When it goes by itself. Default: as the app has it, or never. */
  readonly expiresAt?: string | null | undefined
  /** Whether it stays until it is deleted, whatever the app has as a default. */
  readonly keep?: boolean | null | undefined
  /** 1–128 bytes, the user's own. Keeps a retry from making a second snapshot. */
  readonly idempotencyKey?: string | null | undefined
}

export type EgressRuleInput = {
  /** As api.example.com, *.example.com for every name below it, or with a port where it is not 80 for http or 443 for https. */
  readonly host: string
  /** As GET. Without them: GET, HEAD, POST, PUT, PATCH, DELETE. */
  readonly methods?: ReadonlyArray<string> | null | undefined
  /**
   * Headers that are added to each request to the host after it has left the sandbox: an object of strings, at most 10. Sent over
   * https only. They are kept in the memory of one process and nowhere else; where an answer repeats one, it is blotted out.
   */
  readonly secretHeaders?: unknown
}

export type ExitReason =
  /** The code, and all that it started, ran to the end. */
  | 'COMPLETED'
  /** The code threw, or waits for what can never happen. */
  | 'ERROR'
  /** It ran out of time. The sandbox is stopped. */
  | 'TIMEOUT'
  /** It took more memory than it may. The sandbox is stopped where its process had to be ended: its state tells. */
  | 'MEMORY_LIMIT'
  /** It wrote more than it may. The sandbox is stopped where its process had to be ended: its state tells. */
  | 'OUTPUT_LIMIT'
  /** The process died. The sandbox is stopped. */
  | 'CRASHED'

export type ExtendSandboxInput = {
  readonly sandboxId: string | number
  /** 1–86,400. */
  readonly seconds: number
}

export type FileChangeKind = 'ADDED' | 'REMOVED' | 'CHANGED'

export type ForkCheckpointInput = {
  readonly checkpointId: string | number
  /** The new agent. 1–128 bytes; no agent that has memories of the user, or a fork: CONFLICT. */
  readonly agentId: string
  /** Whose the fork is: exactly one of userId and externalId, or neither for the same user. An unknown externalId becomes a new user. */
  readonly userId?: string | number | null | undefined
  readonly externalId?: string | null | undefined
  /** 1–128 bytes. A second call with the same key and input returns the first call's fork; with another input it is CONFLICT. */
  readonly idempotencyKey?: string | null | undefined
}

export type ForkSandboxInput = {
  readonly sandboxId: string | number
  /** 1–16, default 1. */
  readonly count?: number | null | undefined
  /** Without it: what the original may reach on the host that answers; nothing where that is paused. */
  readonly network?: SandboxNetworkInput | null | undefined
}

export type ForkState =
  /** What the checkpoint has is being copied to another user. */
  | 'COPYING'
  | 'READY'
  /** error says why. What was copied stays. */
  | 'FAILED'

export type IsolationLevel =
  /** The kernel also keeps the process from the network, from other processes and from other users' rights. */
  | 'NAMESPACE'
  /** An interpreter in a locked process alone: not for code that is hostile. */
  | 'PROCESS'

/** The half-life of importance is by default as given here, and MEMORY_HALF_LIFE_DAYS sets others. */
export type MemoryCategory =
  /** Something that is so. 365 days. */
  | 'FACT'
  /** What the user likes or wants. 730 days. */
  | 'PREFERENCE'
  /** How something is done. 730 days. */
  | 'PROCEDURE'
  /** A conclusion drawn from other memories. 180 days. */
  | 'INSIGHT'
  /** What surrounds the current work. 7 days. */
  | 'CONTEXT'

/** Every field given must hold. At most 64 conditions, 8 levels deep. */
export type MemoryFilter = {
  readonly category?: ReadonlyArray<MemoryCategory> | null | undefined
  /** At least one of these. */
  readonly tags?: ReadonlyArray<string> | null | undefined
  /** All of these. */
  readonly tagsAll?: ReadonlyArray<string> | null | undefined
  readonly agentId?: string | null | undefined
  /** Stated there, first or again. */
  readonly conversationId?: string | number | null | undefined
  readonly occurred?: TimeRange | null | undefined
  readonly created?: TimeRange | null | undefined
  /** Memory.importance: what time has left of it. */
  readonly importance?: NumberRange | null | undefined
  /** All of these. */
  readonly metadata?: ReadonlyArray<MetadataCondition> | null | undefined
  readonly and?: ReadonlyArray<MemoryFilter> | null | undefined
  /** At least one of these. */
  readonly or?: ReadonlyArray<MemoryFilter> | null | undefined
  readonly not?: MemoryFilter | null | undefined
}

export type MemoryInput = {
  /** 1 byte to 32 KiB. */
  readonly content: string
  /** Default FACT. */
  readonly category?: MemoryCategory | null | undefined
  /** 0–1, default 0.5. */
  readonly importance?: number | null | undefined
  /** At most 32, of 64 bytes each. */
  readonly tags?: ReadonlyArray<string> | null | undefined
  /** At most 16 KiB. */
  readonly metadata?: unknown
  readonly agentId?: string | null | undefined
  readonly source?: MemorySourceInput | null | undefined
  readonly occurredAt?: string | null | undefined
  readonly expiresAt?: string | null | undefined
}

export type MemorySourceInput = {
  readonly conversationId: string | number
  readonly messageId?: string | number | null | undefined
}

export type MessageInput = {
  readonly role: MessageRole
  /** At most 256 KiB; may be empty. */
  readonly content: string
  /** Of an assistant's message: at most 128. */
  readonly toolCalls?: ReadonlyArray<ToolCallInput> | null | undefined
  /** Of a tool's message: the id of a call made earlier in the conversation. 1–128 bytes. */
  readonly toolCallId?: string | null | undefined
  /** The agent that wrote it. 1–128 bytes. */
  readonly agentId?: string | null | undefined
  /** 1–128 bytes, unique in the conversation and in the call: appending it again adds nothing. */
  readonly clientId?: string | null | undefined
  /** When it was said. Default: now. */
  readonly createdAt?: string | null | undefined
  /** At most 16 KiB. */
  readonly metadata?: unknown
}

export type MessageRole = 'SYSTEM' | 'USER' | 'ASSISTANT' | 'TOOL'

/** What must hold of the value under path: exactly one operator. */
export type MetadataCondition = {
  /** The keys that lead to it, as ["address", "city"]; a number is a place in a list. */
  readonly path: ReadonlyArray<string>
  readonly equals?: unknown
  /** An object with at least these fields, or a list with at least these elements. */
  readonly contains?: unknown
  /** Numbers are compared with numbers, texts with texts; anything else does not pass. */
  readonly gt?: unknown
  readonly gte?: unknown
  readonly lt?: unknown
  readonly lte?: unknown
  /** Whether there is a value, which may be null. */
  readonly exists?: boolean | null | undefined
}

export type NumberRange = {
  /** This or more. */
  readonly from?: number | null | undefined
  /** Less than this. */
  readonly to?: number | null | undefined
}

export type OmissionReason =
  /** The budget has no room for it, whatever the quotas are. */
  | 'BUDGET'
  /** With a larger quota for its kind it would be in. */
  | 'QUOTA'
  /** It is too long: text has its beginning, up to the end of a sentence, and a mark. */
  | 'CUT'
  /** A memory and the message that it comes from say the same: the other one is in. */
  | 'DUPLICATE'

export type PauseSandboxInput = {
  readonly sandboxId: string | number
  /** Fail with CONFLICT, and let the sandbox run on, where globals can't be kept. */
  readonly requireMemory?: boolean | null | undefined
}

export type ResolveDependenciesInput = {
  /** The name of one of runtimePacks. */
  readonly pack: string
  /** The text of a requirements.txt for python, of a package.json for javascript: at most 32 KiB and 200 requirements. */
  readonly requirements: string
}

export type RestoreSnapshotInput = {
  readonly snapshotId: string | number
  /** One that is running. Then nothing is given but the two ids. */
  readonly sandboxId?: string | number | null | undefined
  /** Of a new sandbox, as the rest: the name of one of runtimePacks. */
  readonly pack?: string | null | undefined
  /** Whose the new sandbox is: exactly one of userId and externalId, or neither for the user of the snapshot. */
  readonly userId?: string | number | null | undefined
  readonly externalId?: string | null | undefined
  /** As for createSandbox. */
  readonly env?: unknown
  readonly limits?: SandboxLimitsInput | null | undefined
  readonly metadata?: unknown
}

export type ResumeSandboxInput = {
  readonly sandboxId: string | number
  /** Without it the code reaches no host, whatever it could before. */
  readonly network?: SandboxNetworkInput | null | undefined
}

export type RollbackToInput = {
  readonly checkpointId: string | number
  /** 1–128 bytes. A second call with the same key returns the first call's receipt; for another checkpoint it is CONFLICT. */
  readonly idempotencyKey?: string | null | undefined
}

export type RunCodeInput = {
  readonly sandboxId: string | number
  /** At most 256 KiB. */
  readonly code: string
  /** 1–60,000, default 10,000. */
  readonly timeoutMs?: number | null | undefined
  /** Also send output while it comes, as the events sandbox.output; default false. */
  readonly streamOutput?: boolean | null | undefined
}

/** Exactly one of content and contentBase64. */
export type SandboxFileInput = {
  /** Relative, with forward slashes, at most 512 bytes. */
  readonly path: string
  readonly content?: string | null | undefined
  readonly contentBase64?: string | null | undefined
}

export type SandboxFilter = {
  readonly state?: SandboxState | null | undefined
  /** Those whose metadata have these values: an object of at most 10 texts, numbers and booleans. */
  readonly metadata?: unknown
}

export type SandboxLimitsInput = {
  /** 16–512 MiB, default 128 MiB. */
  readonly memoryBytes?: number | null | undefined
  /** 1 byte to 1 MiB, default 64 KiB. */
  readonly outputBytes?: number | null | undefined
  /** 1 byte to 8 MiB, default 8 MiB. */
  readonly fileBytes?: number | null | undefined
  /** 1–1,000, default 1,000. */
  readonly fileCount?: number | null | undefined
}

/**
 * What code may ask of hosts, by fetch or urllib.request, through this platform: http and https, at most 64 requests a run, 1 MiB
 * sent and 4 MiB received each. Addresses that are private, of this machine or of its network are refused, whatever name leads
 * there, and so is every redirect to a host that is not allowed.
 */
export type SandboxNetworkInput = {
  /** 1–20. The first that fits a request is the one that counts. */
  readonly allow: ReadonlyArray<EgressRuleInput>
}

export type SandboxState =
  | 'RUNNING'
  /** It has no process; what it was is kept. */
  | 'PAUSED'
  /** It was stopped, was not used for long, or hit a limit that ends it. */
  | 'STOPPED'
  /** Its process or its host ended unexpectedly. */
  | 'LOST'

export type SearchMode =
  /** Words and meaning together. The default. */
  | 'HYBRID'
  /** Words alone (BM25). */
  | 'LEXICAL'
  /** Embeddings alone (cosine). */
  | 'SEMANTIC'

/** Exactly one of content and contentBase64. */
export type SnapshotFileInput = {
  /** Relative, with forward slashes, in Unicode's form NFC, at most 1,024 bytes. */
  readonly path: string
  readonly content?: string | null | undefined
  /** RFC 4648, with padding and without line breaks. */
  readonly contentBase64?: string | null | undefined
}

/** All that is given has to fit. */
export type SnapshotFilter = {
  readonly label?: string | null | undefined
  readonly sandboxId?: string | number | null | undefined
  readonly parentId?: string | number | null | undefined
  readonly createdAfter?: string | null | undefined
  readonly createdBefore?: string | null | undefined
}

export type StartConversationInput = {
  readonly userId?: string | number | null | undefined
  readonly externalId?: string | null | undefined
  /** A session of the same user that has not ended. */
  readonly sessionId?: string | number | null | undefined
  /** 1–256 bytes. */
  readonly title?: string | null | undefined
  /** 1–128 bytes. */
  readonly agentId?: string | null | undefined
  /** 1–128 bytes, unique for the user: starting it again returns the conversation that is there, as it is. */
  readonly clientId?: string | null | undefined
  /** At most 16 KiB. */
  readonly metadata?: unknown
}

export type StartSessionInput = {
  readonly userId?: string | number | null | undefined
  readonly externalId?: string | null | undefined
  /** 1–256 bytes. */
  readonly title?: string | null | undefined
  /** 1–128 bytes. */
  readonly agentId?: string | null | undefined
  /** 1–128 bytes, unique for the user: starting it again returns the session that is there, as it is. */
  readonly clientId?: string | null | undefined
  /** At most 16 KiB. */
  readonly metadata?: unknown
}

export type SummarySource =
  /** Sentences of the conversation itself, in the order in which they were said. */
  | 'EXTRACTIVE'
  /** Written by the language model that is configured. */
  | 'LLM'

export type TimeRange = {
  /** This instant or later. */
  readonly from?: string | null | undefined
  /** Before this instant. */
  readonly to?: string | null | undefined
}

export type ToolCallInput = {
  /** 1–128 bytes, unique in its message. */
  readonly id: string
  /** 1–128 bytes. */
  readonly name: string
  /** An object of at most 64 KiB as JSON. */
  readonly arguments: unknown
}

export type UnsatisfiedReason =
  /** No layer has it, and it is not part of the pack. */
  | 'UNKNOWN'
  /** There is another version of it. */
  | 'WRONG_VERSION'
  /** It is compiled code that the pack cannot run. */
  | 'NATIVE'
  /** It is fetched from an address, or is of no use to code that has no network. */
  | 'NEEDS_NETWORK'
  /** It is written in a way that is not read here: an option, a file, or no requirement at all. */
  | 'UNSUPPORTED_SYNTAX'

export type UpdateSnapshotInput = {
  readonly id: string | number
  /** 1–256 bytes. */
  readonly label?: string | null | undefined
  /** When it goes by itself. In the future. */
  readonly expiresAt?: string | null | undefined
  /** true: it no longer goes by itself. */
  readonly keep?: boolean | null | undefined
}

export type UpsertUserInput = {
  /** 1–256 bytes. */
  readonly externalId: string
  /** At most 16 KiB. */
  readonly metadata?: unknown
}

export type WriteFilesInput = {
  readonly sandboxId: string | number
  /** 1–1,000. */
  readonly files: ReadonlyArray<SandboxFileInput>
}

export type AddMemoriesMutationVariables = Exact<{
  input: AddMemoriesInput
}>

export type AddMemoriesMutation = {
  readonly addMemories: {
    readonly __typename: 'AddMemoriesPayload'
    readonly merged: number
    readonly memories: ReadonlyArray<{
      readonly __typename: 'Memory'
      readonly id: string
      readonly content: string
      readonly category: MemoryCategory
      readonly importance: number
      readonly tags: ReadonlyArray<string>
      readonly createdAt: string
    }>
  }
}

export type AppendMessagesMutationVariables = Exact<{
  input: AppendMessagesInput
}>

export type AppendMessagesMutation = {
  readonly appendMessages: {
    readonly __typename: 'AppendMessagesPayload'
    readonly messages: ReadonlyArray<{
      readonly __typename: 'Message'
      readonly id: string
      readonly sequence: number
      readonly clientId: string | null
      readonly createdAt: string
    }>
    readonly conversation: {
      readonly __typename: 'Conversation'
      readonly id: string
      readonly messageCount: number
      readonly updatedAt: string
    }
  }
}

export type BranchConversationMutationVariables = Exact<{
  input: BranchConversationInput
}>

export type BranchConversationMutation = {
  readonly branchConversation: {
    readonly __typename: 'Conversation'
    readonly id: string
    readonly title: string | null
    readonly messageCount: number
    readonly tokenCount: number
    readonly createdAt: string
  }
}

export type CheckpointQueryVariables = Exact<{
  id: string | number
  filter?: MemoryFilter | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
}>

export type CheckpointQuery = {
  readonly checkpoint: {
    readonly __typename: 'Checkpoint'
    readonly id: string
    readonly label: string | null
    readonly metadata: unknown
    readonly agentId: string | null
    readonly at: string
    readonly memoryCount: number
    readonly goneMemories: number
    readonly memories: {
      readonly __typename: 'MemoryConnection'
      readonly edges: ReadonlyArray<{
        readonly __typename: 'MemoryEdge'
        readonly node: {
          readonly __typename: 'Memory'
          readonly id: string
          readonly content: string
          readonly category: MemoryCategory
          readonly importance: number
          readonly tags: ReadonlyArray<string>
          readonly agentId: string | null
        }
      }>
      readonly pageInfo: {
        readonly __typename: 'PageInfo'
        readonly hasNextPage: boolean
        readonly endCursor: string | null
      }
    }
    readonly conversation: {
      readonly __typename: 'CheckpointConversation'
      readonly messageCount: number
      readonly goneMessages: number
      readonly conversation: {
        readonly __typename: 'Conversation'
        readonly id: string
        readonly title: string | null
      } | null
      readonly lastMessage: { readonly __typename: 'Message'; readonly id: string } | null
    } | null
    readonly snapshot: {
      readonly __typename: 'Snapshot'
      readonly id: string
      readonly fileCount: number
      readonly sizeBytes: number
    } | null
    readonly sandbox: {
      readonly __typename: 'CheckpointSandbox'
      readonly pack: string
      readonly packDigest: string
      readonly limits: unknown
    } | null
  } | null
}

export type CheckpointsQueryVariables = Exact<{
  userId?: string | number | null | undefined
  externalId?: string | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
}>

export type CheckpointsQuery = {
  readonly user: {
    readonly __typename: 'User'
    readonly id: string
    readonly checkpoints: {
      readonly __typename: 'CheckpointConnection'
      readonly edges: ReadonlyArray<{
        readonly __typename: 'CheckpointEdge'
        readonly node: {
          readonly __typename: 'Checkpoint'
          readonly id: string
          readonly label: string | null
          readonly agentId: string | null
          readonly at: string
          readonly memoryCount: number
        }
      }>
      readonly pageInfo: {
        readonly __typename: 'PageInfo'
        readonly hasNextPage: boolean
        readonly endCursor: string | null
      }
    }
  } | null
}

export type CloneSnapshotMutationVariables = Exact<{
  input: CloneSnapshotInput
}>

export type CloneSnapshotMutation = {
  readonly cloneSnapshot: {
    readonly __typename: 'Snapshot'
    readonly id: string
    readonly label: string | null
    readonly fileCount: number
    readonly sizeBytes: number
    readonly createdAt: string
    readonly user: { readonly __typename: 'User'; readonly id: string }
    readonly parent: { readonly __typename: 'Snapshot'; readonly id: string } | null
  }
}

export type ContextQueryVariables = Exact<{
  userId?: string | number | null | undefined
  externalId?: string | null | undefined
  query: string
  tokenBudget?: number | null | undefined
  conversationId?: string | number | null | undefined
  quotas?: ContextQuotas | null | undefined
}>

export type ContextQuery = {
  readonly user: {
    readonly __typename: 'User'
    readonly id: string
    readonly context: {
      readonly __typename: 'ContextBlock'
      readonly text: string
      readonly tokenCount: number
      readonly tokenBudget: number
      readonly omittedCount: number
      readonly omitted: ReadonlyArray<{
        readonly __typename: 'OmittedItem'
        readonly tokens: number
        readonly reason: OmissionReason
        readonly memory: { readonly __typename: 'Memory'; readonly id: string } | null
        readonly message: { readonly __typename: 'Message'; readonly id: string } | null
      }>
      readonly preferences: ReadonlyArray<{ readonly __typename: 'Memory'; readonly id: string }>
      readonly memories: ReadonlyArray<{
        readonly __typename: 'MemoryHit'
        readonly score: number
        readonly memory: { readonly __typename: 'Memory'; readonly id: string }
      }>
      readonly messages: ReadonlyArray<{ readonly __typename: 'Message'; readonly id: string }>
    }
  } | null
}

export type ConversationQueryVariables = Exact<{
  id: string | number
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type ConversationQuery = {
  readonly conversation: {
    readonly __typename: 'Conversation'
    readonly id: string
    readonly clientId: string | null
    readonly title: string | null
    readonly agentId: string | null
    readonly metadata: unknown
    readonly status: ConversationStatus
    readonly summary: string | null
    readonly messageCount: number
    readonly tokenCount: number
    readonly createdAt: string
    readonly updatedAt: string
    readonly messages: {
      readonly __typename: 'MessageConnection'
      readonly edges: ReadonlyArray<{
        readonly __typename: 'MessageEdge'
        readonly node: {
          readonly __typename: 'Message'
          readonly id: string
          readonly sequence: number
          readonly role: MessageRole
          readonly content: string
          readonly toolCallId: string | null
          readonly agentId: string | null
          readonly clientId: string | null
          readonly metadata: unknown
          readonly tokenCount: number | null
          readonly createdAt: string
          readonly toolCalls: ReadonlyArray<{
            readonly __typename: 'ToolCall'
            readonly id: string
            readonly name: string
            readonly arguments: unknown
          }>
        }
      }>
      readonly pageInfo: {
        readonly __typename: 'PageInfo'
        readonly hasNextPage: boolean
        readonly hasPreviousPage: boolean
        readonly startCursor: string | null
        readonly endCursor: string | null
      }
    }
  } | null
}

export type ConversationsQueryVariables = Exact<{
  userId?: string | number | null | undefined
  externalId?: string | null | undefined
  filter?: ConversationFilter | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
}>

export type ConversationsQuery = {
  readonly user: {
    readonly __typename: 'User'
    readonly id: string
    readonly conversations: {
      readonly __typename: 'ConversationConnection'
      readonly edges: ReadonlyArray<{
        readonly __typename: 'ConversationEdge'
        readonly node: {
          readonly __typename: 'Conversation'
          readonly id: string
          readonly clientId: string | null
          readonly title: string | null
          readonly agentId: string | null
          readonly metadata: unknown
          readonly status: ConversationStatus
          readonly messageCount: number
          readonly createdAt: string
          readonly updatedAt: string
        }
      }>
      readonly pageInfo: {
        readonly __typename: 'PageInfo'
        readonly hasNextPage: boolean
        readonly hasPreviousPage: boolean
        readonly startCursor: string | null
        readonly endCursor: string | null
      }
    }
  } | null
}

export type CreateCheckpointMutationVariables = Exact<{
  input: CreateCheckpointInput
}>

export type CreateCheckpointMutation = {
  readonly createCheckpoint: {
    readonly __typename: 'Checkpoint'
    readonly id: string
    readonly label: string | null
    readonly at: string
    readonly memoryCount: number
  }
}

export type CreateSandboxMutationVariables = Exact<{
  input: CreateSandboxInput
}>

export type CreateSandboxMutation = {
  readonly createSandbox: {
    readonly __typename: 'Sandbox'
    readonly id: string
    readonly pack: string
    readonly packDigest: string
    readonly state: SandboxState
    readonly createdAt: string
    readonly limits: {
      readonly __typename: 'SandboxLimits'
      readonly memoryBytes: number
      readonly outputBytes: number
      readonly fileBytes: number
    }
    readonly isolation: {
      readonly __typename: 'SandboxIsolation'
      readonly level: IsolationLevel
      readonly layers: ReadonlyArray<string>
    } | null
  }
}

export type CreateSnapshotMutationVariables = Exact<{
  input: CreateSnapshotInput
}>

export type CreateSnapshotMutation = {
  readonly createSnapshot: {
    readonly __typename: 'Snapshot'
    readonly id: string
    readonly label: string | null
    readonly fileCount: number
    readonly sizeBytes: number
    readonly createdAt: string
  }
}

export type DeleteCheckpointMutationVariables = Exact<{
  id: string | number
}>

export type DeleteCheckpointMutation = {
  readonly deleteCheckpoint: { readonly __typename: 'CheckpointDeletion'; readonly id: string }
}

export type DeleteConversationMutationVariables = Exact<{
  id: string | number
}>

export type DeleteConversationMutation = {
  readonly deleteConversation: {
    readonly __typename: 'ConversationDeletionReceipt'
    readonly messages: number
    readonly keptMessages: number
    readonly memories: number
  }
}

export type EndConversationMutationVariables = Exact<{
  id: string | number
}>

export type EndConversationMutation = {
  readonly endConversation: {
    readonly __typename: 'Conversation'
    readonly id: string
    readonly status: ConversationStatus
    readonly endedAt: string | null
    readonly summary: string | null
    readonly summarySource: SummarySource | null
  }
}

export type ExtendSandboxMutationVariables = Exact<{
  input: ExtendSandboxInput
}>

export type ExtendSandboxMutation = {
  readonly extendSandbox: {
    readonly __typename: 'Sandbox'
    readonly id: string
    readonly expiresAt: string | null
  }
}

export type ForkCheckpointMutationVariables = Exact<{
  input: ForkCheckpointInput
}>

export type ForkCheckpointMutation = {
  readonly forkCheckpoint: {
    readonly __typename: 'Fork'
    readonly id: string
    readonly agentId: string
    readonly state: ForkState
    readonly user: { readonly __typename: 'User'; readonly id: string }
    readonly conversation: { readonly __typename: 'Conversation'; readonly id: string } | null
    readonly snapshot: { readonly __typename: 'Snapshot'; readonly id: string } | null
  }
}

export type ForkSandboxMutationVariables = Exact<{
  input: ForkSandboxInput
}>

export type ForkSandboxMutation = {
  readonly forkSandbox: ReadonlyArray<{
    readonly __typename: 'Sandbox'
    readonly id: string
    readonly state: SandboxState
    readonly expiresAt: string | null
    readonly memoryKept: boolean | null
    readonly memoryLost: string | null
  }>
}

export type ForkQueryVariables = Exact<{
  id: string | number
}>

export type ForkQuery = {
  readonly fork: {
    readonly __typename: 'Fork'
    readonly id: string
    readonly agentId: string
    readonly at: string
    readonly state: ForkState
    readonly error: string | null
    readonly createdAt: string
    readonly copied: {
      readonly __typename: 'ForkProgress'
      readonly memories: number
      readonly totalMemories: number
      readonly messages: number
      readonly totalMessages: number
    } | null
    readonly checkpoint: {
      readonly __typename: 'Checkpoint'
      readonly id: string
      readonly label: string | null
    } | null
    readonly user: { readonly __typename: 'User'; readonly id: string }
    readonly conversation: { readonly __typename: 'Conversation'; readonly id: string } | null
    readonly snapshot: { readonly __typename: 'Snapshot'; readonly id: string } | null
  } | null
}

export type MemoriesQueryVariables = Exact<{
  userId?: string | number | null | undefined
  externalId?: string | null | undefined
  filter?: MemoryFilter | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
  asOf?: string | null | undefined
}>

export type MemoriesQuery = {
  readonly user: {
    readonly __typename: 'User'
    readonly id: string
    readonly memories: {
      readonly __typename: 'MemoryConnection'
      readonly edges: ReadonlyArray<{
        readonly __typename: 'MemoryEdge'
        readonly node: {
          readonly __typename: 'Memory'
          readonly id: string
          readonly content: string
          readonly category: MemoryCategory
          readonly importance: number
          readonly baseImportance: number
          readonly tags: ReadonlyArray<string>
          readonly metadata: unknown
          readonly agentId: string | null
          readonly occurredAt: string | null
          readonly createdAt: string
          readonly expiresAt: string | null
          readonly sources: ReadonlyArray<{
            readonly __typename: 'MemorySource'
            readonly conversation: { readonly __typename: 'Conversation'; readonly id: string } | null
            readonly message: { readonly __typename: 'Message'; readonly id: string } | null
          }>
        }
      }>
      readonly pageInfo: {
        readonly __typename: 'PageInfo'
        readonly hasNextPage: boolean
        readonly endCursor: string | null
      }
    }
  } | null
}

export type MemoryQueryVariables = Exact<{
  id: string | number
}>

export type MemoryQuery = {
  readonly memory: {
    readonly __typename: 'Memory'
    readonly id: string
    readonly content: string
    readonly category: MemoryCategory
    readonly importance: number
    readonly baseImportance: number
    readonly uses: number
    readonly timesStated: number
    readonly tags: ReadonlyArray<string>
    readonly metadata: unknown
    readonly agentId: string | null
    readonly occurredAt: string | null
    readonly createdAt: string
    readonly updatedAt: string
    readonly expiresAt: string | null
    readonly user: { readonly __typename: 'User'; readonly id: string }
    readonly source: {
      readonly __typename: 'MemorySource'
      readonly conversation: {
        readonly __typename: 'Conversation'
        readonly id: string
        readonly title: string | null
      } | null
      readonly message: {
        readonly __typename: 'Message'
        readonly id: string
        readonly role: MessageRole
        readonly content: string
        readonly createdAt: string
      } | null
    } | null
  } | null
}

export type PauseSandboxMutationVariables = Exact<{
  input: PauseSandboxInput
}>

export type PauseSandboxMutation = {
  readonly pauseSandbox: {
    readonly __typename: 'Sandbox'
    readonly id: string
    readonly state: SandboxState
    readonly pausedAt: string | null
    readonly expiresAt: string | null
    readonly memoryKept: boolean | null
    readonly memoryLost: string | null
  }
}

export type ResolveDependenciesQueryVariables = Exact<{
  input: ResolveDependenciesInput
}>

export type ResolveDependenciesQuery = {
  readonly resolveDependencies: {
    readonly __typename: 'DependencyResolution'
    readonly satisfied: boolean
    readonly layers: ReadonlyArray<string>
    readonly requirements: ReadonlyArray<{
      readonly __typename: 'ResolvedRequirement'
      readonly requirement: string
      readonly name: string | null
      readonly satisfied: boolean
      readonly version: string | null
      readonly layer: string | null
      readonly reason: UnsatisfiedReason | null
      readonly detail: string
    }>
  }
}

export type RestoreSnapshotMutationVariables = Exact<{
  input: RestoreSnapshotInput
}>

export type RestoreSnapshotMutation = {
  readonly restoreSnapshot: {
    readonly __typename: 'Sandbox'
    readonly id: string
    readonly pack: string
    readonly state: SandboxState
    readonly createdAt: string
    readonly expiresAt: string | null
    readonly user: { readonly __typename: 'User'; readonly id: string }
  }
}

export type ResumeSandboxMutationVariables = Exact<{
  input: ResumeSandboxInput
}>

export type ResumeSandboxMutation = {
  readonly resumeSandbox: {
    readonly __typename: 'Sandbox'
    readonly id: string
    readonly state: SandboxState
    readonly expiresAt: string | null
    readonly memoryKept: boolean | null
    readonly memoryLost: string | null
    readonly allowedHosts: ReadonlyArray<string> | null
  }
}

export type RollBackToMutationVariables = Exact<{
  input: RollbackToInput
}>

export type RollBackToMutation = {
  readonly rollbackTo: {
    readonly __typename: 'Rollback'
    readonly id: string
    readonly at: string
    readonly restored: number
    readonly reopened: number
    readonly closed: number
    readonly unchanged: number
    readonly gone: number
    readonly cancelledExtractions: number
    readonly conversation: { readonly __typename: 'Conversation'; readonly id: string } | null
    readonly snapshot: { readonly __typename: 'Snapshot'; readonly id: string } | null
  }
}

export type RunCodeMutationVariables = Exact<{
  input: RunCodeInput
}>

export type RunCodeMutation = {
  readonly runCode: {
    readonly __typename: 'RunResult'
    readonly id: string
    readonly stdout: string
    readonly stderr: string
    readonly result: string | null
    readonly exitReason: ExitReason
    readonly wallMs: number
    readonly cpuMs: number
    readonly peakMemoryBytes: number
    readonly outputTruncated: boolean
    readonly sandbox: { readonly __typename: 'Sandbox'; readonly id: string; readonly state: SandboxState }
  }
}

export type RuntimePacksQueryVariables = Exact<{ [key: string]: never }>

export type RuntimePacksQuery = {
  readonly runtimePacks: ReadonlyArray<{
    readonly __typename: 'RuntimePack'
    readonly name: string
    readonly version: string
    readonly language: string
    readonly description: string
    readonly digest: string
    readonly sizeBytes: number
    readonly layers: ReadonlyArray<{
      readonly __typename: 'RuntimeLayer'
      readonly name: string
      readonly version: string
      readonly digest: string
      readonly sizeBytes: number
      readonly provides: ReadonlyArray<string>
    }>
  }>
}

export type SandboxFileRangeQueryVariables = Exact<{
  id: string | number
  path: string
  offset: number
  length: number
}>

export type SandboxFileRangeQuery = {
  readonly sandbox: {
    readonly __typename: 'Sandbox'
    readonly id: string
    readonly file: {
      readonly __typename: 'SandboxFile'
      readonly path: string
      readonly size: number
      readonly range: string
    } | null
  } | null
}

export type SandboxFileQueryVariables = Exact<{
  id: string | number
  path: string
}>

export type SandboxFileQuery = {
  readonly sandbox: {
    readonly __typename: 'Sandbox'
    readonly id: string
    readonly file: {
      readonly __typename: 'SandboxFile'
      readonly path: string
      readonly size: number
      readonly sha256: string
      readonly content: string | null
    } | null
  } | null
}

export type SandboxQueryVariables = Exact<{
  id: string | number
  first?: number | null | undefined
  after?: string | null | undefined
}>

export type SandboxQuery = {
  readonly sandbox: {
    readonly __typename: 'Sandbox'
    readonly id: string
    readonly pack: string
    readonly state: SandboxState
    readonly metadata: unknown
    readonly createdAt: string
    readonly lastRunAt: string | null
    readonly expiresAt: string | null
    readonly pausedAt: string | null
    readonly memoryKept: boolean | null
    readonly memoryLost: string | null
    readonly endedAt: string | null
    readonly files: {
      readonly __typename: 'SandboxFileConnection'
      readonly edges: ReadonlyArray<{
        readonly __typename: 'SandboxFileEdge'
        readonly node: {
          readonly __typename: 'SandboxFile'
          readonly path: string
          readonly size: number
          readonly sha256: string
        }
      }>
      readonly pageInfo: {
        readonly __typename: 'PageInfo'
        readonly hasNextPage: boolean
        readonly endCursor: string | null
      }
    } | null
  } | null
}

export type SandboxesQueryVariables = Exact<{
  userId?: string | number | null | undefined
  externalId?: string | null | undefined
  filter?: SandboxFilter | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
}>

export type SandboxesQuery = {
  readonly user: {
    readonly __typename: 'User'
    readonly id: string
    readonly sandboxes: {
      readonly __typename: 'SandboxConnection'
      readonly edges: ReadonlyArray<{
        readonly __typename: 'SandboxEdge'
        readonly node: {
          readonly __typename: 'Sandbox'
          readonly id: string
          readonly pack: string
          readonly state: SandboxState
          readonly metadata: unknown
          readonly createdAt: string
          readonly expiresAt: string | null
          readonly pausedAt: string | null
          readonly endedAt: string | null
        }
      }>
      readonly pageInfo: {
        readonly __typename: 'PageInfo'
        readonly hasNextPage: boolean
        readonly endCursor: string | null
      }
    }
  } | null
}

export type SearchForkQueryVariables = Exact<{
  id: string | number
  query: string
  first?: number | null | undefined
  filter?: MemoryFilter | null | undefined
}>

export type SearchForkQuery = {
  readonly fork: {
    readonly __typename: 'Fork'
    readonly id: string
    readonly searchMemories: ReadonlyArray<{
      readonly __typename: 'MemoryHit'
      readonly score: number
      readonly memory: {
        readonly __typename: 'Memory'
        readonly id: string
        readonly content: string
        readonly category: MemoryCategory
        readonly importance: number
        readonly tags: ReadonlyArray<string>
        readonly agentId: string | null
      }
    }>
  } | null
}

export type SearchMemoriesQueryVariables = Exact<{
  userId?: string | number | null | undefined
  externalId?: string | null | undefined
  query: string
  first?: number | null | undefined
  filter?: MemoryFilter | null | undefined
  mode?: SearchMode | null | undefined
  minScore?: number | null | undefined
  asOf?: string | null | undefined
}>

export type SearchMemoriesQuery = {
  readonly user: {
    readonly __typename: 'User'
    readonly id: string
    readonly searchMemories: ReadonlyArray<{
      readonly __typename: 'MemoryHit'
      readonly score: number
      readonly lexical: number | null
      readonly semantic: number | null
      readonly recency: number
      readonly importance: number
      readonly memory: {
        readonly __typename: 'Memory'
        readonly id: string
        readonly content: string
        readonly category: MemoryCategory
        readonly tags: ReadonlyArray<string>
        readonly metadata: unknown
        readonly occurredAt: string | null
        readonly createdAt: string
      }
    }>
  } | null
}

export type SearchMessagesQueryVariables = Exact<{
  userId?: string | number | null | undefined
  externalId?: string | null | undefined
  query: string
  conversationId?: string | number | null | undefined
  first?: number | null | undefined
}>

export type SearchMessagesQuery = {
  readonly user: {
    readonly __typename: 'User'
    readonly id: string
    readonly searchMessages: ReadonlyArray<{
      readonly __typename: 'MessageHit'
      readonly score: number
      readonly message: {
        readonly __typename: 'Message'
        readonly id: string
        readonly role: MessageRole
        readonly content: string
        readonly createdAt: string
        readonly conversation: {
          readonly __typename: 'Conversation'
          readonly id: string
          readonly title: string | null
        }
      }
    }>
  } | null
}

export type SnapshotDiffQueryVariables = Exact<{
  id: string | number
  against: string | number
  first?: number | null | undefined
  after?: string | null | undefined
}>

export type SnapshotDiffQuery = {
  readonly snapshot: {
    readonly __typename: 'Snapshot'
    readonly id: string
    readonly diff: {
      readonly __typename: 'SnapshotDiff'
      readonly added: number
      readonly removed: number
      readonly changed: number
      readonly changes: {
        readonly __typename: 'FileChangeConnection'
        readonly edges: ReadonlyArray<{
          readonly __typename: 'FileChangeEdge'
          readonly node: {
            readonly __typename: 'FileChange'
            readonly path: string
            readonly kind: FileChangeKind
            readonly sizeBefore: number | null
            readonly sizeAfter: number | null
          }
        }>
        readonly pageInfo: {
          readonly __typename: 'PageInfo'
          readonly hasNextPage: boolean
          readonly endCursor: string | null
        }
      }
    }
  } | null
}

export type SnapshotDownloadQueryVariables = Exact<{
  id: string | number
  expiresInSeconds?: number | null | undefined
}>

export type SnapshotDownloadQuery = {
  readonly snapshot: {
    readonly __typename: 'Snapshot'
    readonly id: string
    readonly download: {
      readonly __typename: 'SnapshotDownload'
      readonly url: string
      readonly expiresAt: string
    }
  } | null
}

export type SnapshotFileQueryVariables = Exact<{
  id: string | number
  path: string
}>

export type SnapshotFileQuery = {
  readonly snapshot: {
    readonly __typename: 'Snapshot'
    readonly id: string
    readonly file: {
      readonly __typename: 'SnapshotFile'
      readonly path: string
      readonly size: number
      readonly sha256: string
      readonly content: string | null
      readonly contentBase64: string
    } | null
  } | null
}

export type SnapshotQueryVariables = Exact<{
  id: string | number
  first?: number | null | undefined
  after?: string | null | undefined
}>

export type SnapshotQuery = {
  readonly snapshot: {
    readonly __typename: 'Snapshot'
    readonly id: string
    readonly label: string | null
    readonly fileCount: number
    readonly sizeBytes: number
    readonly createdAt: string
    readonly user: { readonly __typename: 'User'; readonly id: string }
    readonly parent: { readonly __typename: 'Snapshot'; readonly id: string } | null
    readonly files: {
      readonly __typename: 'SnapshotFileConnection'
      readonly edges: ReadonlyArray<{
        readonly __typename: 'SnapshotFileEdge'
        readonly node: {
          readonly __typename: 'SnapshotFile'
          readonly path: string
          readonly size: number
          readonly sha256: string
        }
      }>
      readonly pageInfo: {
        readonly __typename: 'PageInfo'
        readonly hasNextPage: boolean
        readonly endCursor: string | null
      }
    }
  } | null
}

export type SnapshotsQueryVariables = Exact<{
  externalId: string
  filter?: SnapshotFilter | null | undefined
  first?: number | null | undefined
  after?: string | null | undefined
}>

export type SnapshotsQuery = {
  readonly user: {
    readonly __typename: 'User'
    readonly id: string
    readonly snapshots: {
      readonly __typename: 'SnapshotConnection'
      readonly edges: ReadonlyArray<{
        readonly __typename: 'SnapshotEdge'
        readonly node: {
          readonly __typename: 'Snapshot'
          readonly id: string
          readonly label: string | null
          readonly fileCount: number
          readonly sizeBytes: number
          readonly createdAt: string
          readonly expiresAt: string | null
          readonly parent: { readonly __typename: 'Snapshot'; readonly id: string } | null
          readonly sandbox: { readonly __typename: 'Sandbox'; readonly id: string } | null
        }
      }>
      readonly pageInfo: {
        readonly __typename: 'PageInfo'
        readonly hasNextPage: boolean
        readonly endCursor: string | null
      }
    }
  } | null
}

export type StartConversationMutationVariables = Exact<{
  input: StartConversationInput
}>

export type StartConversationMutation = {
  readonly startConversation: {
    readonly __typename: 'Conversation'
    readonly id: string
    readonly clientId: string | null
    readonly title: string | null
    readonly messageCount: number
    readonly createdAt: string
  }
}

export type StartSessionMutationVariables = Exact<{
  input: StartSessionInput
}>

export type StartSessionMutation = {
  readonly startSession: {
    readonly __typename: 'Session'
    readonly id: string
    readonly startedAt: string
    readonly user: { readonly __typename: 'User'; readonly id: string }
  }
}

export type StopSandboxMutationVariables = Exact<{
  id: string | number
}>

export type StopSandboxMutation = {
  readonly stopSandbox: {
    readonly __typename: 'Sandbox'
    readonly id: string
    readonly state: SandboxState
    readonly endedAt: string | null
  }
}

export type UpdateSnapshotMutationVariables = Exact<{
  input: UpdateSnapshotInput
}>

export type UpdateSnapshotMutation = {
  readonly updateSnapshot: {
    readonly __typename: 'Snapshot'
    readonly id: string
    readonly label: string | null
    readonly expiresAt: string | null
  }
}

export type UpsertUserMutationVariables = Exact<{
  input: UpsertUserInput
}>

export type UpsertUserMutation = {
  readonly upsertUser: {
    readonly __typename: 'User'
    readonly id: string
    readonly externalId: string | null
    readonly metadata: unknown
    readonly createdAt: string
    readonly updatedAt: string
  }
}

export type UserQueryVariables = Exact<{
  id?: string | number | null | undefined
  externalId?: string | null | undefined
}>

export type UserQuery = {
  readonly user: {
    readonly __typename: 'User'
    readonly id: string
    readonly externalId: string | null
    readonly metadata: unknown
    readonly createdAt: string
    readonly updatedAt: string
  } | null
}

export type WriteFilesMutationVariables = Exact<{
  input: WriteFilesInput
}>

export type WriteFilesMutation = {
  readonly writeFiles: {
    readonly __typename: 'Sandbox'
    readonly id: string
    readonly files: {
      readonly __typename: 'SandboxFileConnection'
      readonly edges: ReadonlyArray<{
        readonly __typename: 'SandboxFileEdge'
        readonly node: {
          readonly __typename: 'SandboxFile'
          readonly path: string
          readonly size: number
          readonly sha256: string
        }
      }>
      readonly pageInfo: {
        readonly __typename: 'PageInfo'
        readonly hasNextPage: boolean
        readonly endCursor: string | null
      }
    } | null
  }
}

export const AddMemoriesDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'AddMemories' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'AddMemoriesInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'addMemories' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'memories' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'content' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'category' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'importance' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'tags' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: 'merged' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<AddMemoriesMutation, AddMemoriesMutationVariables>
export const AppendMessagesDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'AppendMessages' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'AppendMessagesInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'appendMessages' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'messages' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'sequence' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'clientId' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'conversation' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'messageCount' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'updatedAt' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<AppendMessagesMutation, AppendMessagesMutationVariables>
export const BranchConversationDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'BranchConversation' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'BranchConversationInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'branchConversation' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'title' } },
                { kind: 'Field', name: { kind: 'Name', value: 'messageCount' } },
                { kind: 'Field', name: { kind: 'Name', value: 'tokenCount' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<BranchConversationMutation, BranchConversationMutationVariables>
export const CheckpointDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Checkpoint' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'MemoryFilter' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'checkpoint' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'label' } },
                { kind: 'Field', name: { kind: 'Name', value: 'metadata' } },
                { kind: 'Field', name: { kind: 'Name', value: 'agentId' } },
                { kind: 'Field', name: { kind: 'Name', value: 'at' } },
                { kind: 'Field', name: { kind: 'Name', value: 'memoryCount' } },
                { kind: 'Field', name: { kind: 'Name', value: 'goneMemories' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'memories' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'filter' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'after' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'edges' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'node' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'content' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'category' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'importance' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'tags' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'agentId' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'pageInfo' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'conversation' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'messageCount' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'goneMessages' } },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'conversation' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'title' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'lastMessage' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'snapshot' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'fileCount' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'sizeBytes' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'sandbox' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'pack' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'packDigest' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'limits' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<CheckpointQuery, CheckpointQueryVariables>
export const CheckpointsDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Checkpoints' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'user' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
              },
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'externalId' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'checkpoints' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'after' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'edges' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'node' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'label' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'agentId' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'at' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'memoryCount' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'pageInfo' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<CheckpointsQuery, CheckpointsQueryVariables>
export const CloneSnapshotDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'CloneSnapshot' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'CloneSnapshotInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'cloneSnapshot' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'user' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'parent' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: 'label' } },
                { kind: 'Field', name: { kind: 'Name', value: 'fileCount' } },
                { kind: 'Field', name: { kind: 'Name', value: 'sizeBytes' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<CloneSnapshotMutation, CloneSnapshotMutationVariables>
export const ContextDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Context' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'query' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'tokenBudget' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'conversationId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'quotas' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ContextQuotas' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'user' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
              },
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'externalId' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'context' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'query' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'query' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'tokenBudget' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'tokenBudget' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'conversationId' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'conversationId' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'quotas' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'quotas' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'text' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'tokenCount' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'tokenBudget' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'omittedCount' } },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'omitted' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'tokens' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'reason' } },
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'memory' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'message' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'preferences' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'memories' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'score' } },
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'memory' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'messages' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<ContextQuery, ContextQueryVariables>
export const ConversationDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Conversation' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'last' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'before' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'conversation' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'clientId' } },
                { kind: 'Field', name: { kind: 'Name', value: 'title' } },
                { kind: 'Field', name: { kind: 'Name', value: 'agentId' } },
                { kind: 'Field', name: { kind: 'Name', value: 'metadata' } },
                { kind: 'Field', name: { kind: 'Name', value: 'status' } },
                { kind: 'Field', name: { kind: 'Name', value: 'summary' } },
                { kind: 'Field', name: { kind: 'Name', value: 'messageCount' } },
                { kind: 'Field', name: { kind: 'Name', value: 'tokenCount' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'updatedAt' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'messages' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'after' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'last' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'last' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'before' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'before' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'edges' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'node' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'sequence' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'role' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'content' } },
                                  {
                                    kind: 'Field',
                                    name: { kind: 'Name', value: 'toolCalls' },
                                    selectionSet: {
                                      kind: 'SelectionSet',
                                      selections: [
                                        { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                        { kind: 'Field', name: { kind: 'Name', value: 'name' } },
                                        { kind: 'Field', name: { kind: 'Name', value: 'arguments' } },
                                        { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                      ],
                                    },
                                  },
                                  { kind: 'Field', name: { kind: 'Name', value: 'toolCallId' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'agentId' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'clientId' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'metadata' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'tokenCount' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'pageInfo' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'hasPreviousPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'startCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<ConversationQuery, ConversationQueryVariables>
export const ConversationsDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Conversations' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ConversationFilter' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'last' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'before' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'user' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
              },
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'externalId' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'conversations' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'filter' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'after' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'last' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'last' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'before' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'before' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'edges' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'node' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'clientId' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'title' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'agentId' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'metadata' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'status' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'messageCount' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'updatedAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'pageInfo' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'hasPreviousPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'startCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<ConversationsQuery, ConversationsQueryVariables>
export const CreateCheckpointDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'CreateCheckpoint' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'CreateCheckpointInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'createCheckpoint' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'label' } },
                { kind: 'Field', name: { kind: 'Name', value: 'at' } },
                { kind: 'Field', name: { kind: 'Name', value: 'memoryCount' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<CreateCheckpointMutation, CreateCheckpointMutationVariables>
export const CreateSandboxDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'CreateSandbox' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'CreateSandboxInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'createSandbox' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'pack' } },
                { kind: 'Field', name: { kind: 'Name', value: 'packDigest' } },
                { kind: 'Field', name: { kind: 'Name', value: 'state' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'limits' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'memoryBytes' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'outputBytes' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'fileBytes' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'isolation' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'level' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'layers' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<CreateSandboxMutation, CreateSandboxMutationVariables>
export const CreateSnapshotDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'CreateSnapshot' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'CreateSnapshotInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'createSnapshot' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'label' } },
                { kind: 'Field', name: { kind: 'Name', value: 'fileCount' } },
                { kind: 'Field', name: { kind: 'Name', value: 'sizeBytes' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<CreateSnapshotMutation, CreateSnapshotMutationVariables>
export const DeleteCheckpointDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'DeleteCheckpoint' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'deleteCheckpoint' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<DeleteCheckpointMutation, DeleteCheckpointMutationVariables>
export const DeleteConversationDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'DeleteConversation' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'deleteConversation' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'messages' } },
                { kind: 'Field', name: { kind: 'Name', value: 'keptMessages' } },
                { kind: 'Field', name: { kind: 'Name', value: 'memories' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<DeleteConversationMutation, DeleteConversationMutationVariables>
export const EndConversationDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'EndConversation' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'endConversation' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'status' } },
                { kind: 'Field', name: { kind: 'Name', value: 'endedAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'summary' } },
                { kind: 'Field', name: { kind: 'Name', value: 'summarySource' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<EndConversationMutation, EndConversationMutationVariables>
export const ExtendSandboxDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'ExtendSandbox' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'ExtendSandboxInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'extendSandbox' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<ExtendSandboxMutation, ExtendSandboxMutationVariables>
export const ForkCheckpointDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'ForkCheckpoint' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'ForkCheckpointInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'forkCheckpoint' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'agentId' } },
                { kind: 'Field', name: { kind: 'Name', value: 'state' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'user' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'conversation' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'snapshot' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<ForkCheckpointMutation, ForkCheckpointMutationVariables>
export const ForkSandboxDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'ForkSandbox' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'ForkSandboxInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'forkSandbox' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'state' } },
                { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'memoryKept' } },
                { kind: 'Field', name: { kind: 'Name', value: 'memoryLost' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<ForkSandboxMutation, ForkSandboxMutationVariables>
export const ForkDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Fork' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'fork' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'agentId' } },
                { kind: 'Field', name: { kind: 'Name', value: 'at' } },
                { kind: 'Field', name: { kind: 'Name', value: 'state' } },
                { kind: 'Field', name: { kind: 'Name', value: 'error' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'copied' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'memories' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'totalMemories' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'messages' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'totalMessages' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'checkpoint' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'label' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'user' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'conversation' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'snapshot' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<ForkQuery, ForkQueryVariables>
export const MemoriesDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Memories' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'MemoryFilter' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'asOf' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'DateTime' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'user' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
              },
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'externalId' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'memories' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'filter' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'after' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'asOf' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'asOf' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'edges' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'node' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'content' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'category' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'importance' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'baseImportance' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'tags' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'metadata' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'agentId' } },
                                  {
                                    kind: 'Field',
                                    name: { kind: 'Name', value: 'sources' },
                                    selectionSet: {
                                      kind: 'SelectionSet',
                                      selections: [
                                        {
                                          kind: 'Field',
                                          name: { kind: 'Name', value: 'conversation' },
                                          selectionSet: {
                                            kind: 'SelectionSet',
                                            selections: [
                                              { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                              { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                            ],
                                          },
                                        },
                                        {
                                          kind: 'Field',
                                          name: { kind: 'Name', value: 'message' },
                                          selectionSet: {
                                            kind: 'SelectionSet',
                                            selections: [
                                              { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                              { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                            ],
                                          },
                                        },
                                        { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                      ],
                                    },
                                  },
                                  { kind: 'Field', name: { kind: 'Name', value: 'occurredAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'pageInfo' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<MemoriesQuery, MemoriesQueryVariables>
export const MemoryDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Memory' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'memory' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'user' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: 'content' } },
                { kind: 'Field', name: { kind: 'Name', value: 'category' } },
                { kind: 'Field', name: { kind: 'Name', value: 'importance' } },
                { kind: 'Field', name: { kind: 'Name', value: 'baseImportance' } },
                { kind: 'Field', name: { kind: 'Name', value: 'uses' } },
                { kind: 'Field', name: { kind: 'Name', value: 'timesStated' } },
                { kind: 'Field', name: { kind: 'Name', value: 'tags' } },
                { kind: 'Field', name: { kind: 'Name', value: 'metadata' } },
                { kind: 'Field', name: { kind: 'Name', value: 'agentId' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'source' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'conversation' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'title' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'message' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'role' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'content' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: 'occurredAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'updatedAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<MemoryQuery, MemoryQueryVariables>
export const PauseSandboxDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'PauseSandbox' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'PauseSandboxInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'pauseSandbox' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'state' } },
                { kind: 'Field', name: { kind: 'Name', value: 'pausedAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'memoryKept' } },
                { kind: 'Field', name: { kind: 'Name', value: 'memoryLost' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<PauseSandboxMutation, PauseSandboxMutationVariables>
export const ResolveDependenciesDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'ResolveDependencies' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'ResolveDependenciesInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'resolveDependencies' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'satisfied' } },
                { kind: 'Field', name: { kind: 'Name', value: 'layers' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'requirements' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'requirement' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'name' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'satisfied' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'version' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'layer' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'reason' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'detail' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<ResolveDependenciesQuery, ResolveDependenciesQueryVariables>
export const RestoreSnapshotDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'RestoreSnapshot' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'RestoreSnapshotInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'restoreSnapshot' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'user' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: 'pack' } },
                { kind: 'Field', name: { kind: 'Name', value: 'state' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<RestoreSnapshotMutation, RestoreSnapshotMutationVariables>
export const ResumeSandboxDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'ResumeSandbox' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'ResumeSandboxInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'resumeSandbox' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'state' } },
                { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'memoryKept' } },
                { kind: 'Field', name: { kind: 'Name', value: 'memoryLost' } },
                { kind: 'Field', name: { kind: 'Name', value: 'allowedHosts' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<ResumeSandboxMutation, ResumeSandboxMutationVariables>
export const RollBackToDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'RollBackTo' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'RollbackToInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'rollbackTo' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'at' } },
                { kind: 'Field', name: { kind: 'Name', value: 'restored' } },
                { kind: 'Field', name: { kind: 'Name', value: 'reopened' } },
                { kind: 'Field', name: { kind: 'Name', value: 'closed' } },
                { kind: 'Field', name: { kind: 'Name', value: 'unchanged' } },
                { kind: 'Field', name: { kind: 'Name', value: 'gone' } },
                { kind: 'Field', name: { kind: 'Name', value: 'cancelledExtractions' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'conversation' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'snapshot' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<RollBackToMutation, RollBackToMutationVariables>
export const RunCodeDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'RunCode' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'RunCodeInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'runCode' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'stdout' } },
                { kind: 'Field', name: { kind: 'Name', value: 'stderr' } },
                { kind: 'Field', name: { kind: 'Name', value: 'result' } },
                { kind: 'Field', name: { kind: 'Name', value: 'exitReason' } },
                { kind: 'Field', name: { kind: 'Name', value: 'wallMs' } },
                { kind: 'Field', name: { kind: 'Name', value: 'cpuMs' } },
                { kind: 'Field', name: { kind: 'Name', value: 'peakMemoryBytes' } },
                { kind: 'Field', name: { kind: 'Name', value: 'outputTruncated' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'sandbox' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'state' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<RunCodeMutation, RunCodeMutationVariables>
export const RuntimePacksDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'RuntimePacks' },
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'runtimePacks' },
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'name' } },
                { kind: 'Field', name: { kind: 'Name', value: 'version' } },
                { kind: 'Field', name: { kind: 'Name', value: 'language' } },
                { kind: 'Field', name: { kind: 'Name', value: 'description' } },
                { kind: 'Field', name: { kind: 'Name', value: 'digest' } },
                { kind: 'Field', name: { kind: 'Name', value: 'sizeBytes' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'layers' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'name' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'version' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'digest' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'sizeBytes' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'provides' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<RuntimePacksQuery, RuntimePacksQueryVariables>
export const SandboxFileRangeDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'SandboxFileRange' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'path' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'offset' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'length' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'sandbox' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'file' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'path' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'path' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'path' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'size' } },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'range' },
                        arguments: [
                          {
                            kind: 'Argument',
                            name: { kind: 'Name', value: 'offset' },
                            value: { kind: 'Variable', name: { kind: 'Name', value: 'offset' } },
                          },
                          {
                            kind: 'Argument',
                            name: { kind: 'Name', value: 'length' },
                            value: { kind: 'Variable', name: { kind: 'Name', value: 'length' } },
                          },
                        ],
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SandboxFileRangeQuery, SandboxFileRangeQueryVariables>
export const SandboxFileDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'SandboxFile' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'path' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'sandbox' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'file' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'path' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'path' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'path' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'size' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'sha256' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'content' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SandboxFileQuery, SandboxFileQueryVariables>
export const SandboxDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Sandbox' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'sandbox' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'pack' } },
                { kind: 'Field', name: { kind: 'Name', value: 'state' } },
                { kind: 'Field', name: { kind: 'Name', value: 'metadata' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'lastRunAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'pausedAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'memoryKept' } },
                { kind: 'Field', name: { kind: 'Name', value: 'memoryLost' } },
                { kind: 'Field', name: { kind: 'Name', value: 'endedAt' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'files' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'after' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'edges' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'node' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'path' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'size' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'sha256' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'pageInfo' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SandboxQuery, SandboxQueryVariables>
export const SandboxesDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Sandboxes' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'SandboxFilter' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'user' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
              },
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'externalId' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'sandboxes' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'filter' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'after' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'edges' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'node' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'pack' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'state' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'metadata' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'pausedAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'endedAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'pageInfo' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SandboxesQuery, SandboxesQueryVariables>
export const SearchForkDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'SearchFork' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'query' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'MemoryFilter' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'fork' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'searchMemories' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'query' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'query' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'filter' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'score' } },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'memory' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'content' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'category' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'importance' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'tags' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'agentId' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SearchForkQuery, SearchForkQueryVariables>
export const SearchMemoriesDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'SearchMemories' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'query' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'MemoryFilter' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'mode' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'SearchMode' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'minScore' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Float' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'asOf' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'DateTime' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'user' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
              },
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'externalId' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'searchMemories' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'query' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'query' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'filter' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'mode' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'mode' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'minScore' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'minScore' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'asOf' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'asOf' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'score' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'lexical' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'semantic' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'recency' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'importance' } },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'memory' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'content' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'category' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'tags' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'metadata' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'occurredAt' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SearchMemoriesQuery, SearchMemoriesQueryVariables>
export const SearchMessagesDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'SearchMessages' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'query' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'conversationId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'user' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'userId' } },
              },
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'externalId' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'searchMessages' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'query' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'query' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'conversationId' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'conversationId' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'score' } },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'message' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'role' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'content' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'conversation' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'title' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SearchMessagesQuery, SearchMessagesQueryVariables>
export const SnapshotDiffDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'SnapshotDiff' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'against' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'snapshot' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'diff' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'against' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'against' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'added' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'removed' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'changed' } },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'changes' },
                        arguments: [
                          {
                            kind: 'Argument',
                            name: { kind: 'Name', value: 'first' },
                            value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                          },
                          {
                            kind: 'Argument',
                            name: { kind: 'Name', value: 'after' },
                            value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
                          },
                        ],
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'edges' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  {
                                    kind: 'Field',
                                    name: { kind: 'Name', value: 'node' },
                                    selectionSet: {
                                      kind: 'SelectionSet',
                                      selections: [
                                        { kind: 'Field', name: { kind: 'Name', value: 'path' } },
                                        { kind: 'Field', name: { kind: 'Name', value: 'kind' } },
                                        { kind: 'Field', name: { kind: 'Name', value: 'sizeBefore' } },
                                        { kind: 'Field', name: { kind: 'Name', value: 'sizeAfter' } },
                                        { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                      ],
                                    },
                                  },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'pageInfo' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SnapshotDiffQuery, SnapshotDiffQueryVariables>
export const SnapshotDownloadDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'SnapshotDownload' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'expiresInSeconds' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'snapshot' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'download' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'expiresInSeconds' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'expiresInSeconds' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'url' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SnapshotDownloadQuery, SnapshotDownloadQueryVariables>
export const SnapshotFileDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'SnapshotFile' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'path' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'snapshot' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'file' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'path' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'path' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'path' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'size' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'sha256' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'content' } },
                      { kind: 'Field', name: { kind: 'Name', value: 'contentBase64' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SnapshotFileQuery, SnapshotFileQueryVariables>
export const SnapshotDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Snapshot' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'snapshot' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'user' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'parent' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: 'label' } },
                { kind: 'Field', name: { kind: 'Name', value: 'fileCount' } },
                { kind: 'Field', name: { kind: 'Name', value: 'sizeBytes' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'files' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'after' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'edges' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'node' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'path' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'size' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'sha256' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'pageInfo' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SnapshotQuery, SnapshotQueryVariables>
export const SnapshotsDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'Snapshots' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'SnapshotFilter' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'Int' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'user' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'externalId' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'snapshots' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'filter' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'filter' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'first' } },
                    },
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'after' },
                      value: { kind: 'Variable', name: { kind: 'Name', value: 'after' } },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'edges' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'node' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'label' } },
                                  {
                                    kind: 'Field',
                                    name: { kind: 'Name', value: 'parent' },
                                    selectionSet: {
                                      kind: 'SelectionSet',
                                      selections: [
                                        { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                        { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                      ],
                                    },
                                  },
                                  {
                                    kind: 'Field',
                                    name: { kind: 'Name', value: 'sandbox' },
                                    selectionSet: {
                                      kind: 'SelectionSet',
                                      selections: [
                                        { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                                        { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                      ],
                                    },
                                  },
                                  { kind: 'Field', name: { kind: 'Name', value: 'fileCount' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'sizeBytes' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'pageInfo' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<SnapshotsQuery, SnapshotsQueryVariables>
export const StartConversationDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'StartConversation' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'StartConversationInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'startConversation' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'clientId' } },
                { kind: 'Field', name: { kind: 'Name', value: 'title' } },
                { kind: 'Field', name: { kind: 'Name', value: 'messageCount' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<StartConversationMutation, StartConversationMutationVariables>
export const StartSessionDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'StartSession' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'StartSessionInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'startSession' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'user' },
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: 'startedAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<StartSessionMutation, StartSessionMutationVariables>
export const StopSandboxDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'StopSandbox' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NonNullType', type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'stopSandbox' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'state' } },
                { kind: 'Field', name: { kind: 'Name', value: 'endedAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<StopSandboxMutation, StopSandboxMutationVariables>
export const UpdateSnapshotDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'UpdateSnapshot' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'UpdateSnapshotInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'updateSnapshot' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'label' } },
                { kind: 'Field', name: { kind: 'Name', value: 'expiresAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<UpdateSnapshotMutation, UpdateSnapshotMutationVariables>
export const UpsertUserDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'UpsertUser' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'UpsertUserInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'upsertUser' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'externalId' } },
                { kind: 'Field', name: { kind: 'Name', value: 'metadata' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'updatedAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<UpsertUserMutation, UpsertUserMutationVariables>
export const UserDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'query',
      name: { kind: 'Name', value: 'User' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'ID' } },
        },
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
          type: { kind: 'NamedType', name: { kind: 'Name', value: 'String' } },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'user' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'id' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'id' } },
              },
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'externalId' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'externalId' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                { kind: 'Field', name: { kind: 'Name', value: 'externalId' } },
                { kind: 'Field', name: { kind: 'Name', value: 'metadata' } },
                { kind: 'Field', name: { kind: 'Name', value: 'createdAt' } },
                { kind: 'Field', name: { kind: 'Name', value: 'updatedAt' } },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<UserQuery, UserQueryVariables>
export const WriteFilesDocument = {
  kind: 'Document',
  definitions: [
    {
      kind: 'OperationDefinition',
      operation: 'mutation',
      name: { kind: 'Name', value: 'WriteFiles' },
      variableDefinitions: [
        {
          kind: 'VariableDefinition',
          variable: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
          type: {
            kind: 'NonNullType',
            type: { kind: 'NamedType', name: { kind: 'Name', value: 'WriteFilesInput' } },
          },
        },
      ],
      selectionSet: {
        kind: 'SelectionSet',
        selections: [
          {
            kind: 'Field',
            name: { kind: 'Name', value: 'writeFiles' },
            arguments: [
              {
                kind: 'Argument',
                name: { kind: 'Name', value: 'input' },
                value: { kind: 'Variable', name: { kind: 'Name', value: 'input' } },
              },
            ],
            selectionSet: {
              kind: 'SelectionSet',
              selections: [
                { kind: 'Field', name: { kind: 'Name', value: 'id' } },
                {
                  kind: 'Field',
                  name: { kind: 'Name', value: 'files' },
                  arguments: [
                    {
                      kind: 'Argument',
                      name: { kind: 'Name', value: 'first' },
                      value: { kind: 'IntValue', value: '100' },
                    },
                  ],
                  selectionSet: {
                    kind: 'SelectionSet',
                    selections: [
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'edges' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            {
                              kind: 'Field',
                              name: { kind: 'Name', value: 'node' },
                              selectionSet: {
                                kind: 'SelectionSet',
                                selections: [
                                  { kind: 'Field', name: { kind: 'Name', value: 'path' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'size' } },
                                  { kind: 'Field', name: { kind: 'Name', value: 'sha256' } },
                                  { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                                ],
                              },
                            },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      {
                        kind: 'Field',
                        name: { kind: 'Name', value: 'pageInfo' },
                        selectionSet: {
                          kind: 'SelectionSet',
                          selections: [
                            { kind: 'Field', name: { kind: 'Name', value: 'hasNextPage' } },
                            { kind: 'Field', name: { kind: 'Name', value: 'endCursor' } },
                            { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                          ],
                        },
                      },
                      { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
                    ],
                  },
                },
                { kind: 'Field', name: { kind: 'Name', value: '__typename' } },
              ],
            },
          },
        ],
      },
    },
  ],
} as unknown as DocumentNode<WriteFilesMutation, WriteFilesMutationVariables>
