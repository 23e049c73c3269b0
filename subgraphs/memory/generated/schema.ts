// Written by `npm run generate`.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql'
import type {
  UserView,
  MemoryView,
  MemoryHitView,
  MemorySourceView,
  MemoryVersionView,
  DeletionReceiptView,
  ErasureReceiptView,
  ContextBlockView,
  OmittedItemView,
  AppView,
  AppStatisticsView,
  ExtractionView,
  ExtractionDecisionView,
  CheckpointView,
  CheckpointConversationView,
  CheckpointSandboxView,
  CheckpointDeletionView,
  ForkView,
  RollbackView,
} from '../views.ts'
import type { RequestContext } from '../context.ts'
export type Maybe<T> = T | null
export type InputMaybe<T> = Maybe<T>
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> }
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string }
  String: { input: string; output: string }
  Boolean: { input: boolean; output: boolean }
  Int: { input: number; output: number }
  Float: { input: number; output: number }
  /** ISO-8601 date and time in UTC, to the millisecond. */
  DateTime: { input: Date; output: Date }
  /** Any JSON value; where it is an input, an object. */
  JSON: { input: unknown; output: unknown }
  link__Import: { input: unknown; output: unknown }
  federation__FieldSet: { input: unknown; output: unknown }
  federation__Scope: { input: unknown; output: unknown }
  federation__Policy: { input: unknown; output: unknown }
  _Any: { input: unknown; output: unknown }
}

export type CacheControlScope = 'PUBLIC' | 'PRIVATE'

export type Query = {
  readonly __typename?: 'Query'
  /**
   * The end user whose token the caller has: nobody else's things are there for such a caller. Null for an API key, and until
   * something is written for the user.
   */
  readonly me?: Maybe<User>
  /** One user of the calling app, by exactly one of its ids. Null where there is none. */
  readonly user?: Maybe<User>
  /** Null where there is none, or it is another app's. */
  readonly memory?: Maybe<Memory>
  /** The calling app. */
  readonly app: App
  /** Null where there is none, or it is another app's. */
  readonly extraction?: Maybe<Extraction>
  /** How far the erasure of a user is. Null where there is none, or it is another app's. */
  readonly erasure?: Maybe<ErasureReceipt>
  /** Null where there is none, or it is another app's. */
  readonly checkpoint?: Maybe<Checkpoint>
  /** Null where there is none, or it is another app's. */
  readonly fork?: Maybe<Fork>
  readonly _entities: ReadonlyArray<Maybe<_Entity>>
  readonly _service: _Service
}

export type QueryUserArgs = {
  id?: InputMaybe<Scalars['ID']['input']>
  externalId?: InputMaybe<Scalars['String']['input']>
}

export type QueryMemoryArgs = {
  id: Scalars['ID']['input']
}

export type QueryExtractionArgs = {
  id: Scalars['ID']['input']
}

export type QueryErasureArgs = {
  id: Scalars['ID']['input']
}

export type QueryCheckpointArgs = {
  id: Scalars['ID']['input']
}

export type QueryForkArgs = {
  id: Scalars['ID']['input']
}

export type Query_EntitiesArgs = {
  representations: ReadonlyArray<Scalars['_Any']['input']>
}

export type Mutation = {
  readonly __typename?: 'Mutation'
  /** Changes the calling app. */
  readonly updateApp: App
  /** Has a failed extraction tried again. One that is done or undone is CONFLICT. */
  readonly retryExtraction: Extraction
  /**
   * Takes back what an extraction brought: its memories are closed, and what they superseded is stored again. What was changed,
   * superseded or deleted since stays as it is. One that is not done is CONFLICT.
   */
  readonly undoExtraction: Extraction
  /** Creates the user that the app calls externalId, or replaces its metadata where given. */
  readonly upsertUser: User
  /**
   * Stores 1–100 memories as they are: they can be read and searched when this returns. All of them or, with an error that
   * names the item, none. An unknown externalId becomes a new user.
   * An item is merged with a live memory of the same user and agent, or an item before it, where that has the same content, case
   * and white space apart, and equals it in every field that the item gives; both expire at once, or neither does.
   */
  readonly addMemories: AddMemoriesPayload
  /** Changes the fields given and keeps what they were in history. A memory that was superseded is CONFLICT. */
  readonly updateMemory: Memory
  /**
   * Stores what is so now, and closes what was so before: the old memory is neither listed nor found any more, but can be read,
   * and names the new one. Returns the new one. Superseding it twice is CONFLICT.
   */
  readonly supersedeMemory: Memory
  /** Deletes a memory with its history, its embeddings and every trace of its content. There is no way back. */
  readonly deleteMemory: DeletionReceipt
  /**
   * Deletes the memories of a user that pass the filter, superseded and expired ones too, as deleteMemory does: all of them, or
   * none where it fails. dryRun: counts only.
   */
  readonly forgetMemories: DeletionReceipt
  /**
   * Names one instant of what a user's agent has: memories, how far a conversation was, the files and what ran. Each write at the
   * same time is in it as a whole, or not at all. Nothing is copied. An unknown user is NOT_FOUND.
   */
  readonly createCheckpoint: Checkpoint
  /**
   * A new agent that goes on from a checkpoint. Neither it nor whoever else has the memories sees what the other writes from then
   * on. For the same user nothing is copied, and it is READY at once; for another user, copies are made by themselves, whatever
   * stops meanwhile, and fork tells how far they are.
   */
  readonly forkCheckpoint: Fork
  /**
   * Makes memories what they were at a checkpoint, and branches its conversation there: all of it or nothing. What they are until
   * then stays in their history, and a checkpoint made before can be rolled back to as well. What was deleted since stays deleted.
   * The files are the receipt's snapshot: restore it into a sandbox.
   */
  readonly rollbackTo: Rollback
  /** Deletes a checkpoint. What it tells of stays, and so do forks, but for one that is still being copied: it fails. */
  readonly deleteCheckpoint: CheckpointDeletion
  /**
   * Erases a user and everything of theirs: memories with their history, conversations, snapshots with the content that nobody
   * else's have, sandboxes. What can be done within the call is; the rest follows by itself, whatever stops meanwhile, and
   * erasure tells how far it is. From the beginning the user can't be found, and a write to them is CONFLICT. Afterwards the
   * same externalId may begin anew. Erasing a user who is being erased returns the erasure under way. There is no way back.
   */
  readonly eraseUser: ErasureReceipt
}

export type MutationUpdateAppArgs = {
  input: UpdateAppInput
}

export type MutationRetryExtractionArgs = {
  id: Scalars['ID']['input']
}

export type MutationUndoExtractionArgs = {
  id: Scalars['ID']['input']
}

export type MutationUpsertUserArgs = {
  input: UpsertUserInput
}

export type MutationAddMemoriesArgs = {
  input: AddMemoriesInput
}

export type MutationUpdateMemoryArgs = {
  input: UpdateMemoryInput
}

export type MutationSupersedeMemoryArgs = {
  input: SupersedeMemoryInput
}

export type MutationDeleteMemoryArgs = {
  id: Scalars['ID']['input']
}

export type MutationForgetMemoriesArgs = {
  input: ForgetMemoriesInput
}

export type MutationCreateCheckpointArgs = {
  input: CreateCheckpointInput
}

export type MutationForkCheckpointArgs = {
  input: ForkCheckpointInput
}

export type MutationRollbackToArgs = {
  input: RollbackToInput
}

export type MutationDeleteCheckpointArgs = {
  id: Scalars['ID']['input']
}

export type MutationEraseUserArgs = {
  input: EraseUserInput
}

/** Someone whom an app's agents serve. Everything else belongs to a user. */
export type User = {
  readonly __typename?: 'User'
  readonly id: Scalars['ID']['output']
  /** What the app calls this user. */
  readonly externalId?: Maybe<Scalars['String']['output']>
  readonly metadata: Scalars['JSON']['output']
  readonly createdAt: Scalars['DateTime']['output']
  readonly updatedAt: Scalars['DateTime']['output']
  /**
   * Live memories, newest first. first: 1–100, default 20.
   * asOf: what this would have answered then, at the end of that millisecond; what was deleted since is gone for it too. Not in
   * the future.
   */
  readonly memories: MemoryConnection
  /**
   * The live memories that answer a query best, best first. first: 1–100, default 10. minScore: drop hits that score less,
   * 0–1. asOf: as for memories.
   */
  readonly searchMemories: ReadonlyArray<MemoryHit>
  /**
   * What to put into a prompt about the query: standing preferences, the memories that answer it best and, with
   * conversationId, that conversation's latest messages. Each line is below a heading with its date and, as far as is known,
   * its agent and conversation. tokenBudget: at most this many tokens, 64–32,000, default 1,000. The same state gives the same
   * text.
   */
  readonly context: ContextBlock
  /** Newest first. first: 1–100, default 20. */
  readonly extractions: ExtractionConnection
  /** Newest first. first: 1–100, default 20. */
  readonly checkpoints: CheckpointConnection
  /** Newest first. first: 1–100, default 20. */
  readonly forks: ForkConnection
  /** The fork of an agent. Null where it has none. */
  readonly fork?: Maybe<Fork>
}

/** Someone whom an app's agents serve. Everything else belongs to a user. */
export type UserMemoriesArgs = {
  filter?: InputMaybe<MemoryFilter>
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
  asOf?: InputMaybe<Scalars['DateTime']['input']>
}

/** Someone whom an app's agents serve. Everything else belongs to a user. */
export type UserSearchMemoriesArgs = {
  query: Scalars['String']['input']
  first?: InputMaybe<Scalars['Int']['input']>
  filter?: InputMaybe<MemoryFilter>
  mode?: InputMaybe<SearchMode>
  minScore?: InputMaybe<Scalars['Float']['input']>
  asOf?: InputMaybe<Scalars['DateTime']['input']>
}

/** Someone whom an app's agents serve. Everything else belongs to a user. */
export type UserContextArgs = {
  query: Scalars['String']['input']
  tokenBudget?: InputMaybe<Scalars['Int']['input']>
  conversationId?: InputMaybe<Scalars['ID']['input']>
  quotas?: InputMaybe<ContextQuotas>
}

/** Someone whom an app's agents serve. Everything else belongs to a user. */
export type UserExtractionsArgs = {
  state?: InputMaybe<ExtractionState>
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
}

/** Someone whom an app's agents serve. Everything else belongs to a user. */
export type UserCheckpointsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
}

/** Someone whom an app's agents serve. Everything else belongs to a user. */
export type UserForksArgs = {
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
}

/** Someone whom an app's agents serve. Everything else belongs to a user. */
export type UserForkArgs = {
  agentId: Scalars['String']['input']
}

/**
 * One instant of what an agent has. It never changes, but that what is deleted is gone from it too. Memories that expired since are
 * in it until they are deleted.
 */
export type Checkpoint = {
  readonly __typename?: 'Checkpoint'
  readonly id: Scalars['ID']['output']
  readonly user: User
  readonly label?: Maybe<Scalars['String']['output']>
  readonly metadata: Scalars['JSON']['output']
  /** Whose it is. Of a fork's agent, the memories are the fork's; of any other, all of the user's but for those of forks. */
  readonly agentId?: Maybe<Scalars['String']['output']>
  /** The instant: lists and searches with asOf answer the same. */
  readonly at: Scalars['DateTime']['output']
  /** How many live memories there were. */
  readonly memoryCount: Scalars['Int']['output']
  /** How many of those are deleted since. */
  readonly goneMemories: Scalars['Int']['output']
  /** Memories as they were, newest first. first: 1–100, default 20. */
  readonly memories: MemoryConnection
  /** As for users, of memories as they were. */
  readonly searchMemories: ReadonlyArray<MemoryHit>
  /** Null where none was named. */
  readonly conversation?: Maybe<CheckpointConversation>
  /** The files. Null where neither a snapshot nor a sandbox was named. It can't be deleted while the checkpoint is there. */
  readonly snapshot?: Maybe<Snapshot>
  /** Null where none was named. */
  readonly sandbox?: Maybe<CheckpointSandbox>
}

/**
 * One instant of what an agent has. It never changes, but that what is deleted is gone from it too. Memories that expired since are
 * in it until they are deleted.
 */
export type CheckpointMemoriesArgs = {
  filter?: InputMaybe<MemoryFilter>
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
}

/**
 * One instant of what an agent has. It never changes, but that what is deleted is gone from it too. Memories that expired since are
 * in it until they are deleted.
 */
export type CheckpointSearchMemoriesArgs = {
  query: Scalars['String']['input']
  first?: InputMaybe<Scalars['Int']['input']>
  filter?: InputMaybe<MemoryFilter>
  mode?: InputMaybe<SearchMode>
  minScore?: InputMaybe<Scalars['Float']['input']>
}

/** How far a conversation was: what was said later is not in the checkpoint. */
export type CheckpointConversation = {
  readonly __typename?: 'CheckpointConversation'
  /** Null once it is deleted. */
  readonly conversation?: Maybe<Conversation>
  /** How many messages there were, from the first on. */
  readonly messageCount: Scalars['Int']['output']
  /** The last one. Null where nothing had been said, and once it is deleted. */
  readonly lastMessage?: Maybe<Message>
  /** How many of the messages are deleted since: all or none. */
  readonly goneMessages: Scalars['Int']['output']
}

/** What ran, so that another sandbox like it can be made. */
export type CheckpointSandbox = {
  readonly __typename?: 'CheckpointSandbox'
  /** Null once it is gone. */
  readonly sandbox?: Maybe<Sandbox>
  readonly pack: Scalars['String']['output']
  /** SHA-256 of the pack, in hex. */
  readonly packDigest: Scalars['String']['output']
  readonly limits: Scalars['JSON']['output']
}

export type CheckpointDeletion = {
  readonly __typename?: 'CheckpointDeletion'
  readonly id: Scalars['ID']['output']
}

/**
 * An agent that goes on from a checkpoint. Its memories are what the checkpoint had, but for what it has changed or superseded, and
 * what is stored under its agentId since. To change a memory as the fork, say its agentId. What is deleted is deleted for
 * everybody.
 */
export type Fork = {
  readonly __typename?: 'Fork'
  readonly id: Scalars['ID']['output']
  readonly user: User
  readonly agentId: Scalars['String']['output']
  /** Null once it is deleted. */
  readonly checkpoint?: Maybe<Checkpoint>
  /** The instant that it goes on from. */
  readonly at: Scalars['DateTime']['output']
  readonly state: ForkState
  /** Why it failed. Holds no content. */
  readonly error?: Maybe<Scalars['String']['output']>
  /** What has been copied so far, of another user's checkpoint. Null where nothing is: it has what the checkpoint tells of. */
  readonly copied?: Maybe<ForkProgress>
  /**
   * A branch of the checkpoint's conversation, of another user's a copy. Null where there was none or it is deleted. A copy takes
   * messages once the fork is READY.
   */
  readonly conversation?: Maybe<Conversation>
  /** The checkpoint's files, to be restored into a sandbox; of another user's a clone. Null where there were none. */
  readonly snapshot?: Maybe<Snapshot>
  readonly createdAt: Scalars['DateTime']['output']
  /** As for users. asOf: not before the fork was made. */
  readonly memories: MemoryConnection
  /** As for users. asOf: not before the fork was made. */
  readonly searchMemories: ReadonlyArray<MemoryHit>
  /** As for users. */
  readonly context: ContextBlock
}

/**
 * An agent that goes on from a checkpoint. Its memories are what the checkpoint had, but for what it has changed or superseded, and
 * what is stored under its agentId since. To change a memory as the fork, say its agentId. What is deleted is deleted for
 * everybody.
 */
export type ForkMemoriesArgs = {
  filter?: InputMaybe<MemoryFilter>
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
  asOf?: InputMaybe<Scalars['DateTime']['input']>
}

/**
 * An agent that goes on from a checkpoint. Its memories are what the checkpoint had, but for what it has changed or superseded, and
 * what is stored under its agentId since. To change a memory as the fork, say its agentId. What is deleted is deleted for
 * everybody.
 */
export type ForkSearchMemoriesArgs = {
  query: Scalars['String']['input']
  first?: InputMaybe<Scalars['Int']['input']>
  filter?: InputMaybe<MemoryFilter>
  mode?: InputMaybe<SearchMode>
  minScore?: InputMaybe<Scalars['Float']['input']>
  asOf?: InputMaybe<Scalars['DateTime']['input']>
}

/**
 * An agent that goes on from a checkpoint. Its memories are what the checkpoint had, but for what it has changed or superseded, and
 * what is stored under its agentId since. To change a memory as the fork, say its agentId. What is deleted is deleted for
 * everybody.
 */
export type ForkContextArgs = {
  query: Scalars['String']['input']
  tokenBudget?: InputMaybe<Scalars['Int']['input']>
  conversationId?: InputMaybe<Scalars['ID']['input']>
  quotas?: InputMaybe<ContextQuotas>
}

export type ForkState =
  /** What the checkpoint has is being copied to another user. */
  | 'COPYING'
  | 'READY'
  /** error says why. What was copied stays. */
  | 'FAILED'

export type ForkProgress = {
  readonly __typename?: 'ForkProgress'
  readonly memories: Scalars['Int']['output']
  readonly totalMemories: Scalars['Int']['output']
  readonly messages: Scalars['Int']['output']
  readonly totalMessages: Scalars['Int']['output']
}

/** What a rollback changed. Of the memories that the checkpoint had, each is restored, reopened, unchanged or gone. */
export type Rollback = {
  readonly __typename?: 'Rollback'
  readonly id: Scalars['ID']['output']
  /** Null once it is deleted. */
  readonly checkpoint?: Maybe<Checkpoint>
  /** When: as of then, memories are what they were at the checkpoint. */
  readonly at: Scalars['DateTime']['output']
  /** Memories that had been changed, and are again what they were. */
  readonly restored: Scalars['Int']['output']
  /** Memories that had been superseded or closed, and are there again as they were. */
  readonly reopened: Scalars['Int']['output']
  /** Memories that were not there yet: they are closed, and nothing takes their place. */
  readonly closed: Scalars['Int']['output']
  readonly unchanged: Scalars['Int']['output']
  /** Memories that were deleted since. */
  readonly gone: Scalars['Int']['output']
  /** Extractions that waited to draw memories from what was said since, and will not any more. */
  readonly cancelledExtractions: Scalars['Int']['output']
  /** A branch of the checkpoint's conversation where it was then. Null where there was none or it is deleted. */
  readonly conversation?: Maybe<Conversation>
  /** The checkpoint's files, to be restored into a sandbox. */
  readonly snapshot?: Maybe<Snapshot>
}

export type CheckpointConnection = {
  readonly __typename?: 'CheckpointConnection'
  readonly edges: ReadonlyArray<CheckpointEdge>
  readonly pageInfo: PageInfo
}

export type CheckpointEdge = {
  readonly __typename?: 'CheckpointEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: Checkpoint
}

export type ForkConnection = {
  readonly __typename?: 'ForkConnection'
  readonly edges: ReadonlyArray<ForkEdge>
  readonly pageInfo: PageInfo
}

export type ForkEdge = {
  readonly __typename?: 'ForkEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: Fork
}

/** A tenant: whoever builds agents on the platform. */
export type App = {
  readonly __typename?: 'App'
  readonly id: Scalars['ID']['output']
  readonly name: Scalars['String']['output']
  /** Whether memories are drawn from new messages where appendMessages does not say. */
  readonly extract: Scalars['Boolean']['output']
  /** Days that a new snapshot stays which says nothing about that. Null: until it is deleted. */
  readonly snapshotDays?: Maybe<Scalars['Int']['output']>
  readonly createdAt: Scalars['DateTime']['output']
  /** How much it has, counted once a day. Null until then, and for end users. */
  readonly statistics?: Maybe<AppStatistics>
}

/** Whole numbers, which may be larger than an Int. */
export type AppStatistics = {
  readonly __typename?: 'AppStatistics'
  readonly users: Scalars['Float']['output']
  /** With superseded and expired ones that are still kept. */
  readonly memories: Scalars['Float']['output']
  readonly conversations: Scalars['Float']['output']
  readonly messages: Scalars['Float']['output']
  readonly snapshots: Scalars['Float']['output']
  /** When the part that was counted longest ago was counted. */
  readonly countedAt: Scalars['DateTime']['output']
}

/** A pass over new messages of a conversation that draws memories from what the user said in them. */
export type Extraction = {
  readonly __typename?: 'Extraction'
  readonly id: Scalars['ID']['output']
  readonly conversation: Conversation
  readonly state: ExtractionState
  /** How often it was tried. */
  readonly attempts: Scalars['Int']['output']
  /** Why the last attempt failed. Holds no content. */
  readonly error?: Maybe<Scalars['String']['output']>
  /** What was done about each fact, in the order of what was said. */
  readonly decisions: ReadonlyArray<ExtractionDecision>
  readonly createdAt: Scalars['DateTime']['output']
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>
}

export type ExtractionDecision = {
  readonly __typename?: 'ExtractionDecision'
  readonly action: ExtractionAction
  /** Where it was said. */
  readonly message: Message
  /** What tells the fact. Null once it is deleted. */
  readonly memory?: Maybe<Memory>
  /** What was so before. Null where there was nothing, or it is deleted. */
  readonly replaced?: Maybe<Memory>
}

export type ExtractionState =
  /** It waits for its turn, or for another attempt. */
  | 'QUEUED'
  | 'DONE'
  /** It is not tried any more by itself: error says why, retryExtraction has it tried again. */
  | 'FAILED'
  /** It was done and then undone, or a rollback came before it. */
  | 'UNDONE'

export type ExtractionAction =
  /** A new memory. */
  | 'ADDED'
  /** A new memory, in place of one that told the same thing of the same subject otherwise. */
  | 'SUPERSEDED'
  /** The user has that memory already. */
  | 'KNOWN'

export type ExtractionConnection = {
  readonly __typename?: 'ExtractionConnection'
  readonly edges: ReadonlyArray<ExtractionEdge>
  readonly pageInfo: PageInfo
}

export type ExtractionEdge = {
  readonly __typename?: 'ExtractionEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: Extraction
}

/** Something an agent remembers of a user, kept word for word. */
export type Memory = {
  readonly __typename?: 'Memory'
  readonly id: Scalars['ID']['output']
  readonly user: User
  readonly content: Scalars['String']['output']
  readonly category: MemoryCategory
  /**
   * How much it matters now, 0–1: baseImportance × 2^(−days / half-life), where days are those of UTC since it was last changed
   * or, before today, used. Half-lives are the category's.
   */
  readonly importance: Scalars['Float']['output']
  /** How much it matters as it was last set, 0–1. */
  readonly baseImportance: Scalars['Float']['output']
  /** How often it was a hit of a search, told in a context or stated again. Counted within seconds; as of an instant, to the day before. */
  readonly uses: Scalars['Int']['output']
  /** How often it was added: 1, and 1 for each duplicate that was merged with it. */
  readonly timesStated: Scalars['Int']['output']
  readonly tags: ReadonlyArray<Scalars['String']['output']>
  readonly metadata: Scalars['JSON']['output']
  /** Which agent stored it. */
  readonly agentId?: Maybe<Scalars['String']['output']>
  /** Where it was said first. */
  readonly source?: Maybe<MemorySource>
  /** Where it was said, each place once, the first one first: at most 100. */
  readonly sources: ReadonlyArray<MemorySource>
  /** When what it tells happened. */
  readonly occurredAt?: Maybe<Scalars['DateTime']['output']>
  readonly createdAt: Scalars['DateTime']['output']
  readonly updatedAt: Scalars['DateTime']['output']
  /** From then on it is neither listed nor found. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>
  /** How often it was changed, from 1. */
  readonly version: Scalars['Int']['output']
  /** What took its place. Null where it was closed without: by undoExtraction. */
  readonly supersededBy?: Maybe<Memory>
  readonly supersededAt?: Maybe<Scalars['DateTime']['output']>
  /** What it was, oldest first, and last what it is, whatever asOf. first: 1–100, default 20. */
  readonly history: MemoryVersionConnection
}

/** Something an agent remembers of a user, kept word for word. */
export type MemoryHistoryArgs = {
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
}

/** What a memory was, or is. */
export type MemoryVersion = {
  readonly __typename?: 'MemoryVersion'
  readonly version: Scalars['Int']['output']
  readonly content: Scalars['String']['output']
  readonly category: MemoryCategory
  /** As it was set. */
  readonly importance: Scalars['Float']['output']
  readonly tags: ReadonlyArray<Scalars['String']['output']>
  readonly metadata: Scalars['JSON']['output']
  readonly occurredAt?: Maybe<Scalars['DateTime']['output']>
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>
  readonly validFrom: Scalars['DateTime']['output']
  /** Null where it is so now. */
  readonly validTo?: Maybe<Scalars['DateTime']['output']>
  /** What took the memory's place at its end. Where a rollback opened the memory again, later versions follow. */
  readonly supersededBy?: Maybe<Memory>
  /** The id of the API key that wrote it, or of the user where they did so with a token of their own. */
  readonly changedBy?: Maybe<Scalars['ID']['output']>
}

export type MemoryVersionConnection = {
  readonly __typename?: 'MemoryVersionConnection'
  readonly edges: ReadonlyArray<MemoryVersionEdge>
  readonly pageInfo: PageInfo
}

export type MemoryVersionEdge = {
  readonly __typename?: 'MemoryVersionEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: MemoryVersion
}

/** What a deletion took away, by kind; with dryRun, what it would. */
export type DeletionReceipt = {
  readonly __typename?: 'DeletionReceipt'
  readonly dryRun: Scalars['Boolean']['output']
  readonly memories: Scalars['Int']['output']
  /** Of those memories, what they were before. */
  readonly versions: Scalars['Int']['output']
  /** Of those memories and versions. */
  readonly embeddings: Scalars['Int']['output']
  /** Times that those memories were stated again. */
  readonly statements: Scalars['Int']['output']
  /** Keys under which one of the memories was added: what they kept of it is gone, and a retry gets the memories that are left. */
  readonly idempotencyKeys: Scalars['Int']['output']
}

/** What the erasure of a user took away. Nothing of the user is in it. */
export type ErasureReceipt = {
  readonly __typename?: 'ErasureReceipt'
  /** Null for a dry run, which leaves nothing behind. */
  readonly id?: Maybe<Scalars['ID']['output']>
  readonly dryRun: Scalars['Boolean']['output']
  /** Null for a dry run. */
  readonly status?: Maybe<ErasureStatus>
  /** What was deleted so far; with dryRun, what would be. Kinds of which there was nothing are left out. */
  readonly counts: ReadonlyArray<ErasedCount>
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>
  readonly finishedAt?: Maybe<Scalars['DateTime']['output']>
}

export type ErasureStatus =
  /** Some is left: more rows than one call deletes, a sandbox that is being stopped, or content of snapshots. */
  | 'RUNNING'
  /** Nothing is left. */
  | 'DONE'

export type ErasedCount = {
  readonly __typename?: 'ErasedCount'
  /**
   * What was counted: user, memory, memory_version, memory_embedding, memory_use, memory_statement, idempotency, session,
   * conversation, conversation_ancestor, message, extraction, extraction_decision, snapshot, sandbox, checkpoint, fork,
   * fork_mask, rollback; and block, a piece of
   * content that no other user's snapshot has, which a dry run does not count.
   */
  readonly kind: Scalars['String']['output']
  readonly count: Scalars['Int']['output']
}

export type MemorySource = {
  readonly __typename?: 'MemorySource'
  /** Null once it is deleted. */
  readonly conversation?: Maybe<Conversation>
  readonly message?: Maybe<Message>
}

export type Conversation = {
  readonly __typename?: 'Conversation'
  readonly id: Scalars['ID']['output']
}

export type Message = {
  readonly __typename?: 'Message'
  readonly id: Scalars['ID']['output']
}

export type Snapshot = {
  readonly __typename?: 'Snapshot'
  readonly id: Scalars['ID']['output']
}

export type Sandbox = {
  readonly __typename?: 'Sandbox'
  readonly id: Scalars['ID']['output']
}

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

export type SearchMode =
  /** Words and meaning together. The default. */
  | 'HYBRID'
  /** Words alone (BM25). */
  | 'LEXICAL'
  /** Embeddings alone (cosine). */
  | 'SEMANTIC'

/** Every field given must hold. At most 64 conditions, 8 levels deep. */
export type MemoryFilter = {
  readonly category?: InputMaybe<ReadonlyArray<MemoryCategory>>
  /** At least one of these. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>
  /** All of these. */
  readonly tagsAll?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>
  readonly agentId?: InputMaybe<Scalars['String']['input']>
  /** Stated there, first or again. */
  readonly conversationId?: InputMaybe<Scalars['ID']['input']>
  readonly occurred?: InputMaybe<TimeRange>
  readonly created?: InputMaybe<TimeRange>
  /** Memory.importance: what time has left of it. */
  readonly importance?: InputMaybe<NumberRange>
  /** All of these. */
  readonly metadata?: InputMaybe<ReadonlyArray<MetadataCondition>>
  readonly and?: InputMaybe<ReadonlyArray<MemoryFilter>>
  /** At least one of these. */
  readonly or?: InputMaybe<ReadonlyArray<MemoryFilter>>
  readonly not?: InputMaybe<MemoryFilter>
}

export type TimeRange = {
  /** This instant or later. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>
  /** Before this instant. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>
}

export type NumberRange = {
  /** This or more. */
  readonly from?: InputMaybe<Scalars['Float']['input']>
  /** Less than this. */
  readonly to?: InputMaybe<Scalars['Float']['input']>
}

/** What must hold of the value under path: exactly one operator. */
export type MetadataCondition = {
  /** The keys that lead to it, as ["address", "city"]; a number is a place in a list. */
  readonly path: ReadonlyArray<Scalars['String']['input']>
  readonly equals?: InputMaybe<Scalars['JSON']['input']>
  /** An object with at least these fields, or a list with at least these elements. */
  readonly contains?: InputMaybe<Scalars['JSON']['input']>
  /** Numbers are compared with numbers, texts with texts; anything else does not pass. */
  readonly gt?: InputMaybe<Scalars['JSON']['input']>
  readonly gte?: InputMaybe<Scalars['JSON']['input']>
  readonly lt?: InputMaybe<Scalars['JSON']['input']>
  readonly lte?: InputMaybe<Scalars['JSON']['input']>
  /** Whether there is a value, which may be null. */
  readonly exists?: InputMaybe<Scalars['Boolean']['input']>
}

export type MemoryConnection = {
  readonly __typename?: 'MemoryConnection'
  readonly edges: ReadonlyArray<MemoryEdge>
  readonly pageInfo: PageInfo
}

export type MemoryEdge = {
  readonly __typename?: 'MemoryEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: Memory
}

export type PageInfo = {
  readonly __typename?: 'PageInfo'
  readonly hasNextPage: Scalars['Boolean']['output']
  readonly hasPreviousPage: Scalars['Boolean']['output']
  readonly startCursor?: Maybe<Scalars['String']['output']>
  readonly endCursor?: Maybe<Scalars['String']['output']>
}

/** A memory that a search found. Scores are 0–1. */
export type MemoryHit = {
  readonly __typename?: 'MemoryHit'
  readonly memory: Memory
  /** What hits are ordered by. */
  readonly score: Scalars['Float']['output']
  /**
   * What words say: BM25 beside the best hit's, of its own words, those of the memories beside it in its conversation, and the
   * day that it tells of. Null where none of them is in the query.
   */
  readonly lexical?: Maybe<Scalars['Float']['output']>
  /** What meaning says: cosine similarity. Null where the memory has no comparable embedding. */
  readonly semantic?: Maybe<Scalars['Float']['output']>
  /** What time has left of the memory's importance: 1 on the day of its last change, ½ after a half-life without use. */
  readonly recency: Scalars['Float']['output']
  /** The memory's importance. Between hits of nearly the same score it decides: none of it costs 5 % of the score. */
  readonly importance: Scalars['Float']['output']
}

export type ContextBlock = {
  readonly __typename?: 'ContextBlock'
  /** The text to put into a prompt. */
  readonly text: Scalars['String']['output']
  /** Tokens in text, in the encoding that the platform is set to: o200k_base, unless it is another. */
  readonly tokenCount: Scalars['Int']['output']
  readonly tokenBudget: Scalars['Int']['output']
  /** Standing preferences in text, whatever the query is: the most important first, then the latest. */
  readonly preferences: ReadonlyArray<Memory>
  /** What text tells of other memories, best first. */
  readonly memories: ReadonlyArray<MemoryHit>
  /** What text tells of the conversation, oldest first. */
  readonly messages: ReadonlyArray<Message>
  /** What is nearly in text, or only in part: at most 20, the nearest of each kind first. */
  readonly omitted: ReadonlyArray<OmittedItem>
  /** How many of the preferences, memories and messages looked at are not in text, or only in part. */
  readonly omittedCount: Scalars['Int']['output']
}

/** A memory or a message that a context left out. */
export type OmittedItem = {
  readonly __typename?: 'OmittedItem'
  readonly memory?: Maybe<Memory>
  readonly message?: Maybe<Message>
  /** What its line would have cost. */
  readonly tokens: Scalars['Int']['output']
  readonly reason: OmissionReason
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

/**
 * How a budget is shared out, in proportion; what one kind does not need goes to the others. 0–1 each and not all 0; 0 leaves a
 * kind out.
 */
export type ContextQuotas = {
  /** Memories of the category PREFERENCE. Default 0.1. */
  readonly preferences?: InputMaybe<Scalars['Float']['input']>
  /** What answers the query. Default 0.6. */
  readonly memories?: InputMaybe<Scalars['Float']['input']>
  /** What the conversation says. Default 0.3. */
  readonly messages?: InputMaybe<Scalars['Float']['input']>
}

/** What is left out stays as it is. */
export type UpdateAppInput = {
  readonly extract?: InputMaybe<Scalars['Boolean']['input']>
  /** 1–3,650; 0: new snapshots stay until they are deleted. */
  readonly snapshotDays?: InputMaybe<Scalars['Int']['input']>
}

export type UpsertUserInput = {
  /** 1–256 bytes. */
  readonly externalId: Scalars['String']['input']
  /** At most 16 KiB. */
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
}

export type AddMemoriesInput = {
  readonly userId?: InputMaybe<Scalars['ID']['input']>
  readonly externalId?: InputMaybe<Scalars['String']['input']>
  /** 1–100. */
  readonly items: ReadonlyArray<MemoryInput>
  /**
   * 1–128 bytes. A second call with the same key and items returns the first call's answer, without memories deleted since;
   * with other items it is a CONFLICT, unless such a deletion took what they could be told apart by.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type MemoryInput = {
  /** 1 byte to 32 KiB. */
  readonly content: Scalars['String']['input']
  /** Default FACT. */
  readonly category?: InputMaybe<MemoryCategory>
  /** 0–1, default 0.5. */
  readonly importance?: InputMaybe<Scalars['Float']['input']>
  /** At most 32, of 64 bytes each. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>
  /** At most 16 KiB. */
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
  readonly agentId?: InputMaybe<Scalars['String']['input']>
  readonly source?: InputMaybe<MemorySourceInput>
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>
}

export type MemorySourceInput = {
  readonly conversationId: Scalars['ID']['input']
  readonly messageId?: InputMaybe<Scalars['ID']['input']>
}

export type AddMemoriesPayload = {
  readonly __typename?: 'AddMemoriesPayload'
  /** In the order of the items; where an item was merged, the memory that stands for it. */
  readonly memories: ReadonlyArray<Memory>
  /** How many items were merged with memories that were there, or with items before them. */
  readonly merged: Scalars['Int']['output']
}

/** Absent fields stay as they are. */
export type UpdateMemoryInput = {
  readonly id: Scalars['ID']['input']
  readonly content?: InputMaybe<Scalars['String']['input']>
  readonly category?: InputMaybe<MemoryCategory>
  readonly importance?: InputMaybe<Scalars['Float']['input']>
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
  /** Null takes it away. */
  readonly occurredAt?: InputMaybe<Scalars['DateTime']['input']>
  /** Null takes it away. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>
  /** The version that the change is based on: where it is another by now, the call is CONFLICT and changes nothing. */
  readonly ifVersion?: InputMaybe<Scalars['Int']['input']>
  /**
   * Who changes it. Where that is a fork's agent, and the memory is from its checkpoint, the memory stays as it is for everybody
   * else: the fork gets one of its own in its place, which is returned.
   */
  readonly agentId?: InputMaybe<Scalars['String']['input']>
}

/** Exactly one of userId and externalId. */
export type CreateCheckpointInput = {
  readonly userId?: InputMaybe<Scalars['ID']['input']>
  readonly externalId?: InputMaybe<Scalars['String']['input']>
  /** 1–128 bytes. */
  readonly agentId?: InputMaybe<Scalars['String']['input']>
  readonly conversationId?: InputMaybe<Scalars['ID']['input']>
  /** The files, as of a snapshot of the user's. */
  readonly snapshotId?: InputMaybe<Scalars['ID']['input']>
  /**
   * What runs. A snapshot is made of its files and is the checkpoint's. Where snapshotId is given too, that one is, if it is of this
   * sandbox and nothing was run, written or restored there since: else CONFLICT.
   */
  readonly sandboxId?: InputMaybe<Scalars['ID']['input']>
  /** 1–256 bytes. */
  readonly label?: InputMaybe<Scalars['String']['input']>
  /** At most 16 KiB. */
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
  /** 1–128 bytes. A second call with the same key and input returns the first call's checkpoint; with another input it is CONFLICT. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type ForkCheckpointInput = {
  readonly checkpointId: Scalars['ID']['input']
  /** The new agent. 1–128 bytes; no agent that has memories of the user, or a fork: CONFLICT. */
  readonly agentId: Scalars['String']['input']
  /** Whose the fork is: exactly one of userId and externalId, or neither for the same user. An unknown externalId becomes a new user. */
  readonly userId?: InputMaybe<Scalars['ID']['input']>
  readonly externalId?: InputMaybe<Scalars['String']['input']>
  /** 1–128 bytes. A second call with the same key and input returns the first call's fork; with another input it is CONFLICT. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type RollbackToInput = {
  readonly checkpointId: Scalars['ID']['input']
  /** 1–128 bytes. A second call with the same key returns the first call's receipt; for another checkpoint it is CONFLICT. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type SupersedeMemoryInput = {
  /** What is so no more. */
  readonly id: Scalars['ID']['input']
  /**
   * What is so now. Where its agentId is a fork's, and the old memory is from the fork's checkpoint, that one stays as it is for
   * everybody else. What takes the place of a fork's own memory is the fork's.
   */
  readonly replacement: MemoryInput
}

export type ForgetMemoriesInput = {
  readonly userId?: InputMaybe<Scalars['ID']['input']>
  readonly externalId?: InputMaybe<Scalars['String']['input']>
  /** Without any field it means every memory of the user. */
  readonly filter: MemoryFilter
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>
}

export type EraseUserInput = {
  readonly userId?: InputMaybe<Scalars['ID']['input']>
  readonly externalId?: InputMaybe<Scalars['String']['input']>
  readonly dryRun?: InputMaybe<Scalars['Boolean']['input']>
}

export type Link__Purpose =
  /** `SECURITY` features provide metadata necessary to securely resolve fields. */
  | 'SECURITY'
  /** `EXECUTION` features provide metadata necessary for operation execution. */
  | 'EXECUTION'

export type _Service = {
  readonly __typename?: '_Service'
  readonly sdl?: Maybe<Scalars['String']['output']>
}

export type _Entity =
  App | Checkpoint | Conversation | Extraction | Fork | Memory | Message | Sandbox | Snapshot | User

export type ResolverTypeWrapper<T> = Promise<T> | T

export type ReferenceResolver<TResult, TReference, TContext> = (
  reference: TReference,
  context: TContext,
  info: GraphQLResolveInfo,
) => Promise<TResult> | TResult

type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>
type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>
type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>
export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> }

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>
}
export type Resolver<
  TResult,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => Promise<TResult> | TResult

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => TResult | Promise<TResult>

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>

export type SubscriptionResolver<
  TResult,
  TKey extends string,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>

export type TypeResolveFn<
  TTypes,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
> = (parent: TParent, context: TContext, info: GraphQLResolveInfo) => Maybe<TTypes> | Promise<Maybe<TTypes>>

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  obj: T,
  context: TContext,
  info: GraphQLResolveInfo,
) => boolean | Promise<boolean>

export type NextResolverFn<T> = () => Promise<T>

export type DirectiveResolverFn<
  TResult = Record<PropertyKey, never>,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => TResult | Promise<TResult>

/** Mapping of federation types */
export type FederationTypes = {
  User: User
  Checkpoint: Checkpoint
  Fork: Fork
  App: App
  Extraction: Extraction
  Memory: Memory
}

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User: { __typename: 'User' } & GraphQLRecursivePick<FederationTypes['User'], { id: true }>
  Checkpoint: { __typename: 'Checkpoint' } & GraphQLRecursivePick<FederationTypes['Checkpoint'], { id: true }>
  Fork: { __typename: 'Fork' } & GraphQLRecursivePick<FederationTypes['Fork'], { id: true }>
  App: { __typename: 'App' } & GraphQLRecursivePick<FederationTypes['App'], { id: true }>
  Extraction: { __typename: 'Extraction' } & GraphQLRecursivePick<FederationTypes['Extraction'], { id: true }>
  Memory: { __typename: 'Memory' } & GraphQLRecursivePick<FederationTypes['Memory'], { id: true }>
}

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  _Entity:
    | AppView
    | CheckpointView
    | Conversation
    | ExtractionView
    | ForkView
    | MemoryView
    | Message
    | Sandbox
    | Snapshot
    | UserView
}

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  CacheControlScope: CacheControlScope
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>
  ID: ResolverTypeWrapper<Scalars['ID']['output']>
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>
  User: ResolverTypeWrapper<UserView>
  Float: ResolverTypeWrapper<Scalars['Float']['output']>
  Checkpoint: ResolverTypeWrapper<CheckpointView>
  CheckpointConversation: ResolverTypeWrapper<CheckpointConversationView>
  CheckpointSandbox: ResolverTypeWrapper<CheckpointSandboxView>
  CheckpointDeletion: ResolverTypeWrapper<CheckpointDeletionView>
  Fork: ResolverTypeWrapper<ForkView>
  ForkState: ForkState
  ForkProgress: ResolverTypeWrapper<ForkProgress>
  Rollback: ResolverTypeWrapper<RollbackView>
  CheckpointConnection: ResolverTypeWrapper<
    Omit<CheckpointConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['CheckpointEdge']> }
  >
  CheckpointEdge: ResolverTypeWrapper<Omit<CheckpointEdge, 'node'> & { node: ResolversTypes['Checkpoint'] }>
  ForkConnection: ResolverTypeWrapper<
    Omit<ForkConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ForkEdge']> }
  >
  ForkEdge: ResolverTypeWrapper<Omit<ForkEdge, 'node'> & { node: ResolversTypes['Fork'] }>
  App: ResolverTypeWrapper<AppView>
  AppStatistics: ResolverTypeWrapper<AppStatisticsView>
  Extraction: ResolverTypeWrapper<ExtractionView>
  ExtractionDecision: ResolverTypeWrapper<ExtractionDecisionView>
  ExtractionState: ExtractionState
  ExtractionAction: ExtractionAction
  ExtractionConnection: ResolverTypeWrapper<
    Omit<ExtractionConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ExtractionEdge']> }
  >
  ExtractionEdge: ResolverTypeWrapper<Omit<ExtractionEdge, 'node'> & { node: ResolversTypes['Extraction'] }>
  Memory: ResolverTypeWrapper<MemoryView>
  MemoryVersion: ResolverTypeWrapper<MemoryVersionView>
  MemoryVersionConnection: ResolverTypeWrapper<
    Omit<MemoryVersionConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['MemoryVersionEdge']> }
  >
  MemoryVersionEdge: ResolverTypeWrapper<
    Omit<MemoryVersionEdge, 'node'> & { node: ResolversTypes['MemoryVersion'] }
  >
  DeletionReceipt: ResolverTypeWrapper<DeletionReceiptView>
  ErasureReceipt: ResolverTypeWrapper<ErasureReceiptView>
  ErasureStatus: ErasureStatus
  ErasedCount: ResolverTypeWrapper<ErasedCount>
  MemorySource: ResolverTypeWrapper<MemorySourceView>
  Conversation: ResolverTypeWrapper<Conversation>
  Message: ResolverTypeWrapper<Message>
  Snapshot: ResolverTypeWrapper<Snapshot>
  Sandbox: ResolverTypeWrapper<Sandbox>
  MemoryCategory: MemoryCategory
  SearchMode: SearchMode
  MemoryFilter: MemoryFilter
  TimeRange: TimeRange
  NumberRange: NumberRange
  MetadataCondition: MetadataCondition
  MemoryConnection: ResolverTypeWrapper<
    Omit<MemoryConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['MemoryEdge']> }
  >
  MemoryEdge: ResolverTypeWrapper<Omit<MemoryEdge, 'node'> & { node: ResolversTypes['Memory'] }>
  PageInfo: ResolverTypeWrapper<PageInfo>
  MemoryHit: ResolverTypeWrapper<MemoryHitView>
  ContextBlock: ResolverTypeWrapper<ContextBlockView>
  OmittedItem: ResolverTypeWrapper<OmittedItemView>
  OmissionReason: OmissionReason
  ContextQuotas: ContextQuotas
  UpdateAppInput: UpdateAppInput
  UpsertUserInput: UpsertUserInput
  AddMemoriesInput: AddMemoriesInput
  MemoryInput: MemoryInput
  MemorySourceInput: MemorySourceInput
  AddMemoriesPayload: ResolverTypeWrapper<
    Omit<AddMemoriesPayload, 'memories'> & { memories: ReadonlyArray<ResolversTypes['Memory']> }
  >
  UpdateMemoryInput: UpdateMemoryInput
  CreateCheckpointInput: CreateCheckpointInput
  ForkCheckpointInput: ForkCheckpointInput
  RollbackToInput: RollbackToInput
  SupersedeMemoryInput: SupersedeMemoryInput
  ForgetMemoriesInput: ForgetMemoriesInput
  EraseUserInput: EraseUserInput
  link__Purpose: Link__Purpose
  link__Import: ResolverTypeWrapper<Scalars['link__Import']['output']>
  federation__FieldSet: ResolverTypeWrapper<Scalars['federation__FieldSet']['output']>
  federation__Scope: ResolverTypeWrapper<Scalars['federation__Scope']['output']>
  federation__Policy: ResolverTypeWrapper<Scalars['federation__Policy']['output']>
  _Any: ResolverTypeWrapper<Scalars['_Any']['output']>
  _Service: ResolverTypeWrapper<_Service>
  _Entity: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['_Entity']>
  Int: ResolverTypeWrapper<Scalars['Int']['output']>
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>
  String: ResolverTypeWrapper<Scalars['String']['output']>
}

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output']
  JSON: Scalars['JSON']['output']
  Query: Record<PropertyKey, never>
  ID: Scalars['ID']['output']
  Mutation: Record<PropertyKey, never>
  User: UserView
  Float: Scalars['Float']['output']
  Checkpoint: CheckpointView
  CheckpointConversation: CheckpointConversationView
  CheckpointSandbox: CheckpointSandboxView
  CheckpointDeletion: CheckpointDeletionView
  Fork: ForkView
  ForkProgress: ForkProgress
  Rollback: RollbackView
  CheckpointConnection: Omit<CheckpointConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['CheckpointEdge']>
  }
  CheckpointEdge: Omit<CheckpointEdge, 'node'> & { node: ResolversParentTypes['Checkpoint'] }
  ForkConnection: Omit<ForkConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['ForkEdge']> }
  ForkEdge: Omit<ForkEdge, 'node'> & { node: ResolversParentTypes['Fork'] }
  App: AppView
  AppStatistics: AppStatisticsView
  Extraction: ExtractionView
  ExtractionDecision: ExtractionDecisionView
  ExtractionConnection: Omit<ExtractionConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['ExtractionEdge']>
  }
  ExtractionEdge: Omit<ExtractionEdge, 'node'> & { node: ResolversParentTypes['Extraction'] }
  Memory: MemoryView
  MemoryVersion: MemoryVersionView
  MemoryVersionConnection: Omit<MemoryVersionConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['MemoryVersionEdge']>
  }
  MemoryVersionEdge: Omit<MemoryVersionEdge, 'node'> & { node: ResolversParentTypes['MemoryVersion'] }
  DeletionReceipt: DeletionReceiptView
  ErasureReceipt: ErasureReceiptView
  ErasedCount: ErasedCount
  MemorySource: MemorySourceView
  Conversation: Conversation
  Message: Message
  Snapshot: Snapshot
  Sandbox: Sandbox
  MemoryFilter: MemoryFilter
  TimeRange: TimeRange
  NumberRange: NumberRange
  MetadataCondition: MetadataCondition
  MemoryConnection: Omit<MemoryConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['MemoryEdge']>
  }
  MemoryEdge: Omit<MemoryEdge, 'node'> & { node: ResolversParentTypes['Memory'] }
  PageInfo: PageInfo
  MemoryHit: MemoryHitView
  ContextBlock: ContextBlockView
  OmittedItem: OmittedItemView
  ContextQuotas: ContextQuotas
  UpdateAppInput: UpdateAppInput
  UpsertUserInput: UpsertUserInput
  AddMemoriesInput: AddMemoriesInput
  MemoryInput: MemoryInput
  MemorySourceInput: MemorySourceInput
  AddMemoriesPayload: Omit<AddMemoriesPayload, 'memories'> & {
    memories: ReadonlyArray<ResolversParentTypes['Memory']>
  }
  UpdateMemoryInput: UpdateMemoryInput
  CreateCheckpointInput: CreateCheckpointInput
  ForkCheckpointInput: ForkCheckpointInput
  RollbackToInput: RollbackToInput
  SupersedeMemoryInput: SupersedeMemoryInput
  ForgetMemoriesInput: ForgetMemoriesInput
  EraseUserInput: EraseUserInput
  link__Import: Scalars['link__Import']['output']
  federation__FieldSet: Scalars['federation__FieldSet']['output']
  federation__Scope: Scalars['federation__Scope']['output']
  federation__Policy: Scalars['federation__Policy']['output']
  _Any: Scalars['_Any']['output']
  _Service: _Service
  _Entity: ResolversUnionTypes<ResolversParentTypes>['_Entity']
  Int: Scalars['Int']['output']
  Boolean: Scalars['Boolean']['output']
  String: Scalars['String']['output']
}

export type CacheControlDirectiveArgs = {
  maxAge?: Maybe<Scalars['Int']['input']>
  scope?: Maybe<CacheControlScope>
  inheritMaxAge?: Maybe<Scalars['Boolean']['input']>
}

export type CacheControlDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = CacheControlDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type LinkDirectiveArgs = {
  url?: Maybe<Scalars['String']['input']>
  as?: Maybe<Scalars['String']['input']>
  for?: Maybe<Link__Purpose>
  import?: Maybe<ReadonlyArray<Maybe<Scalars['link__Import']['input']>>>
}

export type LinkDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = LinkDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type Federation__RequiresDirectiveArgs = {
  fields: Scalars['federation__FieldSet']['input']
}

export type Federation__RequiresDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = Federation__RequiresDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type Federation__ProvidesDirectiveArgs = {
  fields: Scalars['federation__FieldSet']['input']
}

export type Federation__ProvidesDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = Federation__ProvidesDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type Federation__ExternalDirectiveArgs = {
  reason?: Maybe<Scalars['String']['input']>
}

export type Federation__ExternalDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = Federation__ExternalDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type Federation__TagDirectiveArgs = {
  name: Scalars['String']['input']
}

export type Federation__TagDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = Federation__TagDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type Federation__ExtendsDirectiveArgs = {}

export type Federation__ExtendsDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = Federation__ExtendsDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type ShareableDirectiveArgs = {}

export type ShareableDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = ShareableDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type Federation__InaccessibleDirectiveArgs = {}

export type Federation__InaccessibleDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = Federation__InaccessibleDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type Federation__OverrideDirectiveArgs = {
  from: Scalars['String']['input']
  label?: Maybe<Scalars['String']['input']>
}

export type Federation__OverrideDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = Federation__OverrideDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type ComposeDirectiveDirectiveArgs = {
  name?: Maybe<Scalars['String']['input']>
}

export type ComposeDirectiveDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = ComposeDirectiveDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type Federation__InterfaceObjectDirectiveArgs = {}

export type Federation__InterfaceObjectDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = Federation__InterfaceObjectDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type Federation__AuthenticatedDirectiveArgs = {}

export type Federation__AuthenticatedDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = Federation__AuthenticatedDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type Federation__RequiresScopesDirectiveArgs = {
  scopes: ReadonlyArray<ReadonlyArray<Scalars['federation__Scope']['input']>>
}

export type Federation__RequiresScopesDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = Federation__RequiresScopesDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export type Federation__PolicyDirectiveArgs = {
  policies: ReadonlyArray<ReadonlyArray<Scalars['federation__Policy']['input']>>
}

export type Federation__PolicyDirectiveResolver<
  Result,
  Parent,
  ContextType = RequestContext,
  Args = Federation__PolicyDirectiveArgs,
> = DirectiveResolverFn<Result, Parent, ContextType, Args>

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime'
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON'
}

export type QueryResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query'],
> = {
  me?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType, Partial<QueryUserArgs>>
  memory?: Resolver<
    Maybe<ResolversTypes['Memory']>,
    ParentType,
    ContextType,
    RequireFields<QueryMemoryArgs, 'id'>
  >
  app?: Resolver<ResolversTypes['App'], ParentType, ContextType>
  extraction?: Resolver<
    Maybe<ResolversTypes['Extraction']>,
    ParentType,
    ContextType,
    RequireFields<QueryExtractionArgs, 'id'>
  >
  erasure?: Resolver<
    Maybe<ResolversTypes['ErasureReceipt']>,
    ParentType,
    ContextType,
    RequireFields<QueryErasureArgs, 'id'>
  >
  checkpoint?: Resolver<
    Maybe<ResolversTypes['Checkpoint']>,
    ParentType,
    ContextType,
    RequireFields<QueryCheckpointArgs, 'id'>
  >
  fork?: Resolver<Maybe<ResolversTypes['Fork']>, ParentType, ContextType, RequireFields<QueryForkArgs, 'id'>>
  _entities?: Resolver<
    ReadonlyArray<Maybe<ResolversTypes['_Entity']>>,
    ParentType,
    ContextType,
    RequireFields<Query_EntitiesArgs, 'representations'>
  >
  _service?: Resolver<ResolversTypes['_Service'], ParentType, ContextType>
}

export type MutationResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation'],
> = {
  updateApp?: Resolver<
    ResolversTypes['App'],
    ParentType,
    ContextType,
    RequireFields<MutationUpdateAppArgs, 'input'>
  >
  retryExtraction?: Resolver<
    ResolversTypes['Extraction'],
    ParentType,
    ContextType,
    RequireFields<MutationRetryExtractionArgs, 'id'>
  >
  undoExtraction?: Resolver<
    ResolversTypes['Extraction'],
    ParentType,
    ContextType,
    RequireFields<MutationUndoExtractionArgs, 'id'>
  >
  upsertUser?: Resolver<
    ResolversTypes['User'],
    ParentType,
    ContextType,
    RequireFields<MutationUpsertUserArgs, 'input'>
  >
  addMemories?: Resolver<
    ResolversTypes['AddMemoriesPayload'],
    ParentType,
    ContextType,
    RequireFields<MutationAddMemoriesArgs, 'input'>
  >
  updateMemory?: Resolver<
    ResolversTypes['Memory'],
    ParentType,
    ContextType,
    RequireFields<MutationUpdateMemoryArgs, 'input'>
  >
  supersedeMemory?: Resolver<
    ResolversTypes['Memory'],
    ParentType,
    ContextType,
    RequireFields<MutationSupersedeMemoryArgs, 'input'>
  >
  deleteMemory?: Resolver<
    ResolversTypes['DeletionReceipt'],
    ParentType,
    ContextType,
    RequireFields<MutationDeleteMemoryArgs, 'id'>
  >
  forgetMemories?: Resolver<
    ResolversTypes['DeletionReceipt'],
    ParentType,
    ContextType,
    RequireFields<MutationForgetMemoriesArgs, 'input'>
  >
  createCheckpoint?: Resolver<
    ResolversTypes['Checkpoint'],
    ParentType,
    ContextType,
    RequireFields<MutationCreateCheckpointArgs, 'input'>
  >
  forkCheckpoint?: Resolver<
    ResolversTypes['Fork'],
    ParentType,
    ContextType,
    RequireFields<MutationForkCheckpointArgs, 'input'>
  >
  rollbackTo?: Resolver<
    ResolversTypes['Rollback'],
    ParentType,
    ContextType,
    RequireFields<MutationRollbackToArgs, 'input'>
  >
  deleteCheckpoint?: Resolver<
    ResolversTypes['CheckpointDeletion'],
    ParentType,
    ContextType,
    RequireFields<MutationDeleteCheckpointArgs, 'id'>
  >
  eraseUser?: Resolver<
    ResolversTypes['ErasureReceipt'],
    ParentType,
    ContextType,
    RequireFields<MutationEraseUserArgs, 'input'>
  >
}

export type UserResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'],
  FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User'],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes['User']> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  externalId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  metadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  memories?: Resolver<ResolversTypes['MemoryConnection'], ParentType, ContextType, Partial<UserMemoriesArgs>>
  searchMemories?: Resolver<
    ReadonlyArray<ResolversTypes['MemoryHit']>,
    ParentType,
    ContextType,
    RequireFields<UserSearchMemoriesArgs, 'query'>
  >
  context?: Resolver<
    ResolversTypes['ContextBlock'],
    ParentType,
    ContextType,
    RequireFields<UserContextArgs, 'query'>
  >
  extractions?: Resolver<
    ResolversTypes['ExtractionConnection'],
    ParentType,
    ContextType,
    Partial<UserExtractionsArgs>
  >
  checkpoints?: Resolver<
    ResolversTypes['CheckpointConnection'],
    ParentType,
    ContextType,
    Partial<UserCheckpointsArgs>
  >
  forks?: Resolver<ResolversTypes['ForkConnection'], ParentType, ContextType, Partial<UserForksArgs>>
  fork?: Resolver<
    Maybe<ResolversTypes['Fork']>,
    ParentType,
    ContextType,
    RequireFields<UserForkArgs, 'agentId'>
  >
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type CheckpointResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Checkpoint'] = ResolversParentTypes['Checkpoint'],
  FederationReferenceType extends FederationReferenceTypes['Checkpoint'] =
    FederationReferenceTypes['Checkpoint'],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes['Checkpoint']> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  metadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>
  agentId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  memoryCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  goneMemories?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  memories?: Resolver<
    ResolversTypes['MemoryConnection'],
    ParentType,
    ContextType,
    Partial<CheckpointMemoriesArgs>
  >
  searchMemories?: Resolver<
    ReadonlyArray<ResolversTypes['MemoryHit']>,
    ParentType,
    ContextType,
    RequireFields<CheckpointSearchMemoriesArgs, 'query'>
  >
  conversation?: Resolver<Maybe<ResolversTypes['CheckpointConversation']>, ParentType, ContextType>
  snapshot?: Resolver<Maybe<ResolversTypes['Snapshot']>, ParentType, ContextType>
  sandbox?: Resolver<Maybe<ResolversTypes['CheckpointSandbox']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type CheckpointConversationResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['CheckpointConversation'] =
    ResolversParentTypes['CheckpointConversation'],
> = {
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>
  messageCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  lastMessage?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>
  goneMessages?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
}

export type CheckpointSandboxResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['CheckpointSandbox'] = ResolversParentTypes['CheckpointSandbox'],
> = {
  sandbox?: Resolver<Maybe<ResolversTypes['Sandbox']>, ParentType, ContextType>
  pack?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  packDigest?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  limits?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>
}

export type CheckpointDeletionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['CheckpointDeletion'] = ResolversParentTypes['CheckpointDeletion'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
}

export type ForkResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Fork'] = ResolversParentTypes['Fork'],
  FederationReferenceType extends FederationReferenceTypes['Fork'] = FederationReferenceTypes['Fork'],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes['Fork']> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>
  agentId?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  checkpoint?: Resolver<Maybe<ResolversTypes['Checkpoint']>, ParentType, ContextType>
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  state?: Resolver<ResolversTypes['ForkState'], ParentType, ContextType>
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  copied?: Resolver<Maybe<ResolversTypes['ForkProgress']>, ParentType, ContextType>
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>
  snapshot?: Resolver<Maybe<ResolversTypes['Snapshot']>, ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  memories?: Resolver<ResolversTypes['MemoryConnection'], ParentType, ContextType, Partial<ForkMemoriesArgs>>
  searchMemories?: Resolver<
    ReadonlyArray<ResolversTypes['MemoryHit']>,
    ParentType,
    ContextType,
    RequireFields<ForkSearchMemoriesArgs, 'query'>
  >
  context?: Resolver<
    ResolversTypes['ContextBlock'],
    ParentType,
    ContextType,
    RequireFields<ForkContextArgs, 'query'>
  >
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type ForkProgressResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ForkProgress'] = ResolversParentTypes['ForkProgress'],
> = {
  memories?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  totalMemories?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  messages?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  totalMessages?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
}

export type RollbackResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Rollback'] = ResolversParentTypes['Rollback'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  checkpoint?: Resolver<Maybe<ResolversTypes['Checkpoint']>, ParentType, ContextType>
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  restored?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  reopened?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  closed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  unchanged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  gone?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  cancelledExtractions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>
  snapshot?: Resolver<Maybe<ResolversTypes['Snapshot']>, ParentType, ContextType>
}

export type CheckpointConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['CheckpointConnection'] =
    ResolversParentTypes['CheckpointConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CheckpointEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type CheckpointEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['CheckpointEdge'] = ResolversParentTypes['CheckpointEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['Checkpoint'], ParentType, ContextType>
}

export type ForkConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ForkConnection'] = ResolversParentTypes['ForkConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ForkEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type ForkEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ForkEdge'] = ResolversParentTypes['ForkEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['Fork'], ParentType, ContextType>
}

export type AppResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['App'] = ResolversParentTypes['App'],
  FederationReferenceType extends FederationReferenceTypes['App'] = FederationReferenceTypes['App'],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes['App']> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  extract?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  snapshotDays?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  statistics?: Resolver<Maybe<ResolversTypes['AppStatistics']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type AppStatisticsResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['AppStatistics'] = ResolversParentTypes['AppStatistics'],
> = {
  users?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  memories?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  conversations?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  messages?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  snapshots?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  countedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
}

export type ExtractionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Extraction'] = ResolversParentTypes['Extraction'],
  FederationReferenceType extends FederationReferenceTypes['Extraction'] =
    FederationReferenceTypes['Extraction'],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes['Extraction']> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  conversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>
  state?: Resolver<ResolversTypes['ExtractionState'], ParentType, ContextType>
  attempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  error?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  decisions?: Resolver<ReadonlyArray<ResolversTypes['ExtractionDecision']>, ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type ExtractionDecisionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ExtractionDecision'] = ResolversParentTypes['ExtractionDecision'],
> = {
  action?: Resolver<ResolversTypes['ExtractionAction'], ParentType, ContextType>
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>
  memory?: Resolver<Maybe<ResolversTypes['Memory']>, ParentType, ContextType>
  replaced?: Resolver<Maybe<ResolversTypes['Memory']>, ParentType, ContextType>
}

export type ExtractionConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ExtractionConnection'] =
    ResolversParentTypes['ExtractionConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ExtractionEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type ExtractionEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ExtractionEdge'] = ResolversParentTypes['ExtractionEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['Extraction'], ParentType, ContextType>
}

export type MemoryResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Memory'] = ResolversParentTypes['Memory'],
  FederationReferenceType extends FederationReferenceTypes['Memory'] = FederationReferenceTypes['Memory'],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes['Memory']> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>
  content?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  category?: Resolver<ResolversTypes['MemoryCategory'], ParentType, ContextType>
  importance?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  baseImportance?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  uses?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  timesStated?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>
  metadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>
  agentId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  source?: Resolver<Maybe<ResolversTypes['MemorySource']>, ParentType, ContextType>
  sources?: Resolver<ReadonlyArray<ResolversTypes['MemorySource']>, ParentType, ContextType>
  occurredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  supersededBy?: Resolver<Maybe<ResolversTypes['Memory']>, ParentType, ContextType>
  supersededAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  history?: Resolver<
    ResolversTypes['MemoryVersionConnection'],
    ParentType,
    ContextType,
    Partial<MemoryHistoryArgs>
  >
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type MemoryVersionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['MemoryVersion'] = ResolversParentTypes['MemoryVersion'],
> = {
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  content?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  category?: Resolver<ResolversTypes['MemoryCategory'], ParentType, ContextType>
  importance?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  tags?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>
  metadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>
  occurredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  validFrom?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  validTo?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  supersededBy?: Resolver<Maybe<ResolversTypes['Memory']>, ParentType, ContextType>
  changedBy?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>
}

export type MemoryVersionConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['MemoryVersionConnection'] =
    ResolversParentTypes['MemoryVersionConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MemoryVersionEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type MemoryVersionEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['MemoryVersionEdge'] = ResolversParentTypes['MemoryVersionEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['MemoryVersion'], ParentType, ContextType>
}

export type DeletionReceiptResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['DeletionReceipt'] = ResolversParentTypes['DeletionReceipt'],
> = {
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  memories?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  versions?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  embeddings?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  statements?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  idempotencyKeys?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
}

export type ErasureReceiptResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ErasureReceipt'] = ResolversParentTypes['ErasureReceipt'],
> = {
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>
  dryRun?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  status?: Resolver<Maybe<ResolversTypes['ErasureStatus']>, ParentType, ContextType>
  counts?: Resolver<ReadonlyArray<ResolversTypes['ErasedCount']>, ParentType, ContextType>
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  finishedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
}

export type ErasedCountResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ErasedCount'] = ResolversParentTypes['ErasedCount'],
> = {
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
}

export type MemorySourceResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['MemorySource'] = ResolversParentTypes['MemorySource'],
> = {
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>
}

export type ConversationResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type MessageResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type SnapshotResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Snapshot'] = ResolversParentTypes['Snapshot'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type SandboxResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Sandbox'] = ResolversParentTypes['Sandbox'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type MemoryConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['MemoryConnection'] = ResolversParentTypes['MemoryConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MemoryEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type MemoryEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['MemoryEdge'] = ResolversParentTypes['MemoryEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>
}

export type PageInfoResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo'],
> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
}

export type MemoryHitResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['MemoryHit'] = ResolversParentTypes['MemoryHit'],
> = {
  memory?: Resolver<ResolversTypes['Memory'], ParentType, ContextType>
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  lexical?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>
  semantic?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>
  recency?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  importance?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
}

export type ContextBlockResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ContextBlock'] = ResolversParentTypes['ContextBlock'],
> = {
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  tokenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  tokenBudget?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  preferences?: Resolver<ReadonlyArray<ResolversTypes['Memory']>, ParentType, ContextType>
  memories?: Resolver<ReadonlyArray<ResolversTypes['MemoryHit']>, ParentType, ContextType>
  messages?: Resolver<ReadonlyArray<ResolversTypes['Message']>, ParentType, ContextType>
  omitted?: Resolver<ReadonlyArray<ResolversTypes['OmittedItem']>, ParentType, ContextType>
  omittedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
}

export type OmittedItemResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['OmittedItem'] = ResolversParentTypes['OmittedItem'],
> = {
  memory?: Resolver<Maybe<ResolversTypes['Memory']>, ParentType, ContextType>
  message?: Resolver<Maybe<ResolversTypes['Message']>, ParentType, ContextType>
  tokens?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  reason?: Resolver<ResolversTypes['OmissionReason'], ParentType, ContextType>
}

export type AddMemoriesPayloadResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['AddMemoriesPayload'] = ResolversParentTypes['AddMemoriesPayload'],
> = {
  memories?: Resolver<ReadonlyArray<ResolversTypes['Memory']>, ParentType, ContextType>
  merged?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
}

export interface Link__ImportScalarConfig extends GraphQLScalarTypeConfig<
  ResolversTypes['link__Import'],
  any
> {
  name: 'link__Import'
}

export interface Federation__FieldSetScalarConfig extends GraphQLScalarTypeConfig<
  ResolversTypes['federation__FieldSet'],
  any
> {
  name: 'federation__FieldSet'
}

export interface Federation__ScopeScalarConfig extends GraphQLScalarTypeConfig<
  ResolversTypes['federation__Scope'],
  any
> {
  name: 'federation__Scope'
}

export interface Federation__PolicyScalarConfig extends GraphQLScalarTypeConfig<
  ResolversTypes['federation__Policy'],
  any
> {
  name: 'federation__Policy'
}

export interface _AnyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['_Any'], any> {
  name: '_Any'
}

export type _ServiceResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['_Service'] = ResolversParentTypes['_Service'],
> = {
  sdl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
}

export type _EntityResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['_Entity'] = ResolversParentTypes['_Entity'],
> = {
  __resolveType: TypeResolveFn<
    | 'App'
    | 'Checkpoint'
    | 'Conversation'
    | 'Extraction'
    | 'Fork'
    | 'Memory'
    | 'Message'
    | 'Sandbox'
    | 'Snapshot'
    | 'User',
    ParentType,
    ContextType
  >
}

export type Resolvers<ContextType = RequestContext> = {
  DateTime?: GraphQLScalarType
  JSON?: GraphQLScalarType
  Query?: QueryResolvers<ContextType>
  Mutation?: MutationResolvers<ContextType>
  User?: UserResolvers<ContextType>
  Checkpoint?: CheckpointResolvers<ContextType>
  CheckpointConversation?: CheckpointConversationResolvers<ContextType>
  CheckpointSandbox?: CheckpointSandboxResolvers<ContextType>
  CheckpointDeletion?: CheckpointDeletionResolvers<ContextType>
  Fork?: ForkResolvers<ContextType>
  ForkProgress?: ForkProgressResolvers<ContextType>
  Rollback?: RollbackResolvers<ContextType>
  CheckpointConnection?: CheckpointConnectionResolvers<ContextType>
  CheckpointEdge?: CheckpointEdgeResolvers<ContextType>
  ForkConnection?: ForkConnectionResolvers<ContextType>
  ForkEdge?: ForkEdgeResolvers<ContextType>
  App?: AppResolvers<ContextType>
  AppStatistics?: AppStatisticsResolvers<ContextType>
  Extraction?: ExtractionResolvers<ContextType>
  ExtractionDecision?: ExtractionDecisionResolvers<ContextType>
  ExtractionConnection?: ExtractionConnectionResolvers<ContextType>
  ExtractionEdge?: ExtractionEdgeResolvers<ContextType>
  Memory?: MemoryResolvers<ContextType>
  MemoryVersion?: MemoryVersionResolvers<ContextType>
  MemoryVersionConnection?: MemoryVersionConnectionResolvers<ContextType>
  MemoryVersionEdge?: MemoryVersionEdgeResolvers<ContextType>
  DeletionReceipt?: DeletionReceiptResolvers<ContextType>
  ErasureReceipt?: ErasureReceiptResolvers<ContextType>
  ErasedCount?: ErasedCountResolvers<ContextType>
  MemorySource?: MemorySourceResolvers<ContextType>
  Conversation?: ConversationResolvers<ContextType>
  Message?: MessageResolvers<ContextType>
  Snapshot?: SnapshotResolvers<ContextType>
  Sandbox?: SandboxResolvers<ContextType>
  MemoryConnection?: MemoryConnectionResolvers<ContextType>
  MemoryEdge?: MemoryEdgeResolvers<ContextType>
  PageInfo?: PageInfoResolvers<ContextType>
  MemoryHit?: MemoryHitResolvers<ContextType>
  ContextBlock?: ContextBlockResolvers<ContextType>
  OmittedItem?: OmittedItemResolvers<ContextType>
  AddMemoriesPayload?: AddMemoriesPayloadResolvers<ContextType>
  link__Import?: GraphQLScalarType
  federation__FieldSet?: GraphQLScalarType
  federation__Scope?: GraphQLScalarType
  federation__Policy?: GraphQLScalarType
  _Any?: GraphQLScalarType
  _Service?: _ServiceResolvers<ContextType>
  _Entity?: _EntityResolvers<ContextType>
}

export type DirectiveResolvers<ContextType = RequestContext> = {
  cacheControl?: CacheControlDirectiveResolver<any, any, ContextType>
  link?: LinkDirectiveResolver<any, any, ContextType>
  federation__requires?: Federation__RequiresDirectiveResolver<any, any, ContextType>
  federation__provides?: Federation__ProvidesDirectiveResolver<any, any, ContextType>
  federation__external?: Federation__ExternalDirectiveResolver<any, any, ContextType>
  federation__tag?: Federation__TagDirectiveResolver<any, any, ContextType>
  federation__extends?: Federation__ExtendsDirectiveResolver<any, any, ContextType>
  shareable?: ShareableDirectiveResolver<any, any, ContextType>
  federation__inaccessible?: Federation__InaccessibleDirectiveResolver<any, any, ContextType>
  federation__override?: Federation__OverrideDirectiveResolver<any, any, ContextType>
  composeDirective?: ComposeDirectiveDirectiveResolver<any, any, ContextType>
  federation__interfaceObject?: Federation__InterfaceObjectDirectiveResolver<any, any, ContextType>
  federation__authenticated?: Federation__AuthenticatedDirectiveResolver<any, any, ContextType>
  federation__requiresScopes?: Federation__RequiresScopesDirectiveResolver<any, any, ContextType>
  federation__policy?: Federation__PolicyDirectiveResolver<any, any, ContextType>
}
