// Written by `npm run generate`.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql'
import type {
  UserView,
  SessionView,
  ConversationView,
  BranchPointView,
  MessageView,
  ToolCallView,
  MessageHitView,
  ConversationDeletionReceiptView,
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
  /** Null where there is none, or it is another app's. */
  readonly conversation?: Maybe<Conversation>
  /** Null where there is none, or it is another app's. */
  readonly session?: Maybe<Session>
  readonly _entities: ReadonlyArray<Maybe<_Entity>>
  readonly _service: _Service
}

export type QueryConversationArgs = {
  id: Scalars['ID']['input']
}

export type QuerySessionArgs = {
  id: Scalars['ID']['input']
}

export type Query_EntitiesArgs = {
  representations: ReadonlyArray<Scalars['_Any']['input']>
}

export type Mutation = {
  readonly __typename?: 'Mutation'
  /** An unknown externalId becomes a new user. */
  readonly startSession: Session
  /** No conversation starts in it any more; those in it stay as they are. Ending it again changes nothing. */
  readonly endSession: Session
  /** An unknown externalId becomes a new user. */
  readonly startConversation: Conversation
  /**
   * Appends 1–200 messages in their order: all of them or, with an error that names the message, none. Messages whose
   * clientId is there already are not added again. To a conversation that has ended it is CONFLICT.
   */
  readonly appendMessages: AppendMessagesPayload
  /** Changes the fields given, of an ended conversation too. */
  readonly updateConversation: Conversation
  /**
   * Takes no messages any more, and keeps a summary. Ending it again changes nothing, and makes the summary where the first
   * call could not. A branch goes on from where it ended.
   */
  readonly endConversation: Conversation
  /**
   * A new conversation that begins with the messages up to and with the one given. They are the same messages, not copies:
   * what it costs does not hang on how many they are.
   */
  readonly branchConversation: Conversation
  /**
   * Deletes a conversation with its summary and messages, except those that branches of it begin with: the branches keep
   * them. There is no way back.
   */
  readonly deleteConversation: ConversationDeletionReceipt
}

export type MutationStartSessionArgs = {
  input: StartSessionInput
}

export type MutationEndSessionArgs = {
  id: Scalars['ID']['input']
}

export type MutationStartConversationArgs = {
  input: StartConversationInput
}

export type MutationAppendMessagesArgs = {
  input: AppendMessagesInput
}

export type MutationUpdateConversationArgs = {
  input: UpdateConversationInput
}

export type MutationEndConversationArgs = {
  id: Scalars['ID']['input']
}

export type MutationBranchConversationArgs = {
  input: BranchConversationInput
}

export type MutationDeleteConversationArgs = {
  id: Scalars['ID']['input']
}

export type User = {
  readonly __typename?: 'User'
  readonly id: Scalars['ID']['output']
  /** Newest first. first or last: 1–100, default first 20. */
  readonly sessions: SessionConnection
  /** Newest first. first or last: 1–100, default first 20. */
  readonly conversations: ConversationConnection
  /** The messages that answer a query best by their words, best first, in all conversations or one. first: 1–100, default 10. */
  readonly searchMessages: ReadonlyArray<MessageHit>
}

export type UserSessionsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  before?: InputMaybe<Scalars['String']['input']>
}

export type UserConversationsArgs = {
  filter?: InputMaybe<ConversationFilter>
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  before?: InputMaybe<Scalars['String']['input']>
}

export type UserSearchMessagesArgs = {
  query: Scalars['String']['input']
  conversationId?: InputMaybe<Scalars['ID']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
}

/** A visit or a task, which groups conversations. */
export type Session = {
  readonly __typename?: 'Session'
  readonly id: Scalars['ID']['output']
  readonly user: User
  /** What the app calls it. */
  readonly clientId?: Maybe<Scalars['String']['output']>
  readonly title?: Maybe<Scalars['String']['output']>
  readonly agentId?: Maybe<Scalars['String']['output']>
  readonly metadata: Scalars['JSON']['output']
  readonly startedAt: Scalars['DateTime']['output']
  /** Null while it goes on. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>
  /** Newest first. first or last: 1–100, default first 20. */
  readonly conversations: ConversationConnection
}

/** A visit or a task, which groups conversations. */
export type SessionConversationsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  before?: InputMaybe<Scalars['String']['input']>
}

export type Conversation = {
  readonly __typename?: 'Conversation'
  readonly id: Scalars['ID']['output']
  readonly user: User
  readonly session?: Maybe<Session>
  readonly title?: Maybe<Scalars['String']['output']>
  /** The agent that it is with. */
  readonly agentId?: Maybe<Scalars['String']['output']>
  /** What the app calls it. */
  readonly clientId?: Maybe<Scalars['String']['output']>
  readonly metadata: Scalars['JSON']['output']
  readonly status: ConversationStatus
  readonly messageCount: Scalars['Int']['output']
  /** Tokens of its messages together. */
  readonly tokenCount: Scalars['Int']['output']
  readonly createdAt: Scalars['DateTime']['output']
  /** When it last changed: messages appended, fields updated, or ended. */
  readonly updatedAt: Scalars['DateTime']['output']
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>
  /** What was said, in at most 4,000 characters. Null until it has ended, and where neither user nor assistant said a word. */
  readonly summary?: Maybe<Scalars['String']['output']>
  readonly summarySource?: Maybe<SummarySource>
  /** Null where it is no branch. */
  readonly branchedFrom?: Maybe<BranchPoint>
  /** Oldest first. first or last: 1–100, default first 20. */
  readonly messages: MessageConnection
  /** The messages that answer a query best by their words, best first. first: 1–100, default 10. */
  readonly searchMessages: ReadonlyArray<MessageHit>
}

export type ConversationMessagesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  before?: InputMaybe<Scalars['String']['input']>
}

export type ConversationSearchMessagesArgs = {
  query: Scalars['String']['input']
  first?: InputMaybe<Scalars['Int']['input']>
}

export type ConversationStatus = 'OPEN' | 'ENDED'

export type SummarySource =
  /** Sentences of the conversation itself, in the order in which they were said. */
  | 'EXTRACTIVE'
  /** Written by the language model that is configured. */
  | 'LLM'

/** Where a conversation was branched. */
export type BranchPoint = {
  readonly __typename?: 'BranchPoint'
  /** The conversation that the message was said in. Null once it is deleted. */
  readonly conversation?: Maybe<Conversation>
  /** The last message that the branch began with. */
  readonly message: Message
}

export type Message = {
  readonly __typename?: 'Message'
  readonly id: Scalars['ID']['output']
  /** The conversation that it was said in. Once that is deleted, a branch that begins with it. */
  readonly conversation: Conversation
  /** Its place in the conversation: 1, 2, 3 … without gaps. */
  readonly sequence: Scalars['Int']['output']
  readonly role: MessageRole
  readonly content: Scalars['String']['output']
  /** What an assistant asks its tools to do. */
  readonly toolCalls: ReadonlyArray<ToolCall>
  /** Of a tool's message: the call that it is the result of. */
  readonly toolCallId?: Maybe<Scalars['String']['output']>
  /** The agent that wrote it. */
  readonly agentId?: Maybe<Scalars['String']['output']>
  /** What the app calls it. */
  readonly clientId?: Maybe<Scalars['String']['output']>
  readonly metadata: Scalars['JSON']['output']
  /** Tokens (o200k_base) of its content and the names and arguments of its calls. Null where it was stored before they were counted. */
  readonly tokenCount?: Maybe<Scalars['Int']['output']>
  readonly createdAt: Scalars['DateTime']['output']
}

export type ToolCall = {
  readonly __typename?: 'ToolCall'
  /** As the model gave it: unique in its message. */
  readonly id: Scalars['String']['output']
  readonly name: Scalars['String']['output']
  readonly arguments: Scalars['JSON']['output']
}

/** A message that a search found. */
export type MessageHit = {
  readonly __typename?: 'MessageHit'
  readonly message: Message
  /** How well it answers: BM25 beside the best hit's, 0–1. */
  readonly score: Scalars['Float']['output']
}

/** What a deletion took away. */
export type ConversationDeletionReceipt = {
  readonly __typename?: 'ConversationDeletionReceipt'
  /** Messages that are gone. */
  readonly messages: Scalars['Int']['output']
  /** Messages that branches keep. */
  readonly keptMessages: Scalars['Int']['output']
  /** Memories that name it as their source. They stay, and their source's conversation is null. */
  readonly memories: Scalars['Int']['output']
}

export type MessageRole = 'SYSTEM' | 'USER' | 'ASSISTANT' | 'TOOL'

export type ConversationConnection = {
  readonly __typename?: 'ConversationConnection'
  readonly edges: ReadonlyArray<ConversationEdge>
  readonly pageInfo: PageInfo
}

export type ConversationEdge = {
  readonly __typename?: 'ConversationEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: Conversation
}

export type MessageConnection = {
  readonly __typename?: 'MessageConnection'
  readonly edges: ReadonlyArray<MessageEdge>
  readonly pageInfo: PageInfo
}

export type MessageEdge = {
  readonly __typename?: 'MessageEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: Message
}

export type SessionConnection = {
  readonly __typename?: 'SessionConnection'
  readonly edges: ReadonlyArray<SessionEdge>
  readonly pageInfo: PageInfo
}

export type SessionEdge = {
  readonly __typename?: 'SessionEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: Session
}

export type PageInfo = {
  readonly __typename?: 'PageInfo'
  readonly hasNextPage: Scalars['Boolean']['output']
  readonly hasPreviousPage: Scalars['Boolean']['output']
  readonly startCursor?: Maybe<Scalars['String']['output']>
  readonly endCursor?: Maybe<Scalars['String']['output']>
}

/** Every field given must hold. */
export type ConversationFilter = {
  readonly status?: InputMaybe<ConversationStatus>
  readonly agentId?: InputMaybe<Scalars['String']['input']>
  readonly sessionId?: InputMaybe<Scalars['ID']['input']>
  /** Branched from this conversation. */
  readonly branchedFromId?: InputMaybe<Scalars['ID']['input']>
}

export type StartSessionInput = {
  readonly userId?: InputMaybe<Scalars['ID']['input']>
  readonly externalId?: InputMaybe<Scalars['String']['input']>
  /** 1–256 bytes. */
  readonly title?: InputMaybe<Scalars['String']['input']>
  /** 1–128 bytes. */
  readonly agentId?: InputMaybe<Scalars['String']['input']>
  /** 1–128 bytes, unique for the user: starting it again returns the session that is there, as it is. */
  readonly clientId?: InputMaybe<Scalars['String']['input']>
  /** At most 16 KiB. */
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
}

export type StartConversationInput = {
  readonly userId?: InputMaybe<Scalars['ID']['input']>
  readonly externalId?: InputMaybe<Scalars['String']['input']>
  /** A session of the same user that has not ended. */
  readonly sessionId?: InputMaybe<Scalars['ID']['input']>
  /** 1–256 bytes. */
  readonly title?: InputMaybe<Scalars['String']['input']>
  /** 1–128 bytes. */
  readonly agentId?: InputMaybe<Scalars['String']['input']>
  /** 1–128 bytes, unique for the user: starting it again returns the conversation that is there, as it is. */
  readonly clientId?: InputMaybe<Scalars['String']['input']>
  /** At most 16 KiB. */
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
}

/** Absent fields stay as they are. */
export type UpdateConversationInput = {
  readonly id: Scalars['ID']['input']
  /** 1–256 bytes; null takes it away. */
  readonly title?: InputMaybe<Scalars['String']['input']>
  /** At most 16 KiB; takes the place of what is there. */
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
}

export type BranchConversationInput = {
  /** The last message that the branch begins with. */
  readonly messageId: Scalars['ID']['input']
  /** 1–256 bytes. Default: that of the conversation. */
  readonly title?: InputMaybe<Scalars['String']['input']>
  /** 1–128 bytes, unique for the user: branching under it again returns the conversation that is there, as it is. */
  readonly clientId?: InputMaybe<Scalars['String']['input']>
  /** At most 16 KiB. */
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
}

export type AppendMessagesInput = {
  readonly conversationId: Scalars['ID']['input']
  /** 1–200, of 4 MiB of content and arguments together. */
  readonly messages: ReadonlyArray<MessageInput>
  /** Whether memories are to be drawn from what the user says in the new messages. Default: as the app is set. */
  readonly extract?: InputMaybe<Scalars['Boolean']['input']>
}

export type MessageInput = {
  readonly role: MessageRole
  /** At most 256 KiB; may be empty. */
  readonly content: Scalars['String']['input']
  /** Of an assistant's message: at most 128. */
  readonly toolCalls?: InputMaybe<ReadonlyArray<ToolCallInput>>
  /** Of a tool's message: the id of a call made earlier in the conversation. 1–128 bytes. */
  readonly toolCallId?: InputMaybe<Scalars['String']['input']>
  /** The agent that wrote it. 1–128 bytes. */
  readonly agentId?: InputMaybe<Scalars['String']['input']>
  /** 1–128 bytes, unique in the conversation and in the call: appending it again adds nothing. */
  readonly clientId?: InputMaybe<Scalars['String']['input']>
  /** When it was said. Default: now. */
  readonly createdAt?: InputMaybe<Scalars['DateTime']['input']>
  /** At most 16 KiB. */
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
}

export type ToolCallInput = {
  /** 1–128 bytes, unique in its message. */
  readonly id: Scalars['String']['input']
  /** 1–128 bytes. */
  readonly name: Scalars['String']['input']
  /** An object of at most 64 KiB as JSON. */
  readonly arguments: Scalars['JSON']['input']
}

export type AppendMessagesPayload = {
  readonly __typename?: 'AppendMessagesPayload'
  /** In the order of the input: each new, or the one that was there under its clientId. */
  readonly messages: ReadonlyArray<Message>
  readonly conversation: Conversation
  /** The pass that draws memories from the new messages. Null where there is none: nothing new of a user, or none wanted. */
  readonly extraction?: Maybe<Extraction>
}

export type Extraction = {
  readonly __typename?: 'Extraction'
  readonly id: Scalars['ID']['output']
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

export type _Entity = Conversation | Extraction | Message | Session | User

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
  Session: Session
  Conversation: Conversation
  Message: Message
}

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User: { __typename: 'User' } & GraphQLRecursivePick<FederationTypes['User'], { id: true }>
  Session: { __typename: 'Session' } & GraphQLRecursivePick<FederationTypes['Session'], { id: true }>
  Conversation: { __typename: 'Conversation' } & GraphQLRecursivePick<
    FederationTypes['Conversation'],
    { id: true }
  >
  Message: { __typename: 'Message' } & GraphQLRecursivePick<FederationTypes['Message'], { id: true }>
}

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  _Entity: ConversationView | Extraction | MessageView | SessionView | UserView
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
  Session: ResolverTypeWrapper<SessionView>
  Conversation: ResolverTypeWrapper<ConversationView>
  ConversationStatus: ConversationStatus
  SummarySource: SummarySource
  BranchPoint: ResolverTypeWrapper<BranchPointView>
  Message: ResolverTypeWrapper<MessageView>
  ToolCall: ResolverTypeWrapper<ToolCallView>
  MessageHit: ResolverTypeWrapper<MessageHitView>
  Float: ResolverTypeWrapper<Scalars['Float']['output']>
  ConversationDeletionReceipt: ResolverTypeWrapper<ConversationDeletionReceiptView>
  MessageRole: MessageRole
  ConversationConnection: ResolverTypeWrapper<
    Omit<ConversationConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['ConversationEdge']> }
  >
  ConversationEdge: ResolverTypeWrapper<
    Omit<ConversationEdge, 'node'> & { node: ResolversTypes['Conversation'] }
  >
  MessageConnection: ResolverTypeWrapper<
    Omit<MessageConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['MessageEdge']> }
  >
  MessageEdge: ResolverTypeWrapper<Omit<MessageEdge, 'node'> & { node: ResolversTypes['Message'] }>
  SessionConnection: ResolverTypeWrapper<
    Omit<SessionConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['SessionEdge']> }
  >
  SessionEdge: ResolverTypeWrapper<Omit<SessionEdge, 'node'> & { node: ResolversTypes['Session'] }>
  PageInfo: ResolverTypeWrapper<PageInfo>
  ConversationFilter: ConversationFilter
  StartSessionInput: StartSessionInput
  StartConversationInput: StartConversationInput
  UpdateConversationInput: UpdateConversationInput
  BranchConversationInput: BranchConversationInput
  AppendMessagesInput: AppendMessagesInput
  MessageInput: MessageInput
  ToolCallInput: ToolCallInput
  AppendMessagesPayload: ResolverTypeWrapper<
    Omit<AppendMessagesPayload, 'messages' | 'conversation'> & {
      messages: ReadonlyArray<ResolversTypes['Message']>
      conversation: ResolversTypes['Conversation']
    }
  >
  Extraction: ResolverTypeWrapper<Extraction>
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
  Session: SessionView
  Conversation: ConversationView
  BranchPoint: BranchPointView
  Message: MessageView
  ToolCall: ToolCallView
  MessageHit: MessageHitView
  Float: Scalars['Float']['output']
  ConversationDeletionReceipt: ConversationDeletionReceiptView
  ConversationConnection: Omit<ConversationConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['ConversationEdge']>
  }
  ConversationEdge: Omit<ConversationEdge, 'node'> & { node: ResolversParentTypes['Conversation'] }
  MessageConnection: Omit<MessageConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['MessageEdge']>
  }
  MessageEdge: Omit<MessageEdge, 'node'> & { node: ResolversParentTypes['Message'] }
  SessionConnection: Omit<SessionConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['SessionEdge']>
  }
  SessionEdge: Omit<SessionEdge, 'node'> & { node: ResolversParentTypes['Session'] }
  PageInfo: PageInfo
  ConversationFilter: ConversationFilter
  StartSessionInput: StartSessionInput
  StartConversationInput: StartConversationInput
  UpdateConversationInput: UpdateConversationInput
  BranchConversationInput: BranchConversationInput
  AppendMessagesInput: AppendMessagesInput
  MessageInput: MessageInput
  ToolCallInput: ToolCallInput
  AppendMessagesPayload: Omit<AppendMessagesPayload, 'messages' | 'conversation'> & {
    messages: ReadonlyArray<ResolversParentTypes['Message']>
    conversation: ResolversParentTypes['Conversation']
  }
  Extraction: Extraction
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
  conversation?: Resolver<
    Maybe<ResolversTypes['Conversation']>,
    ParentType,
    ContextType,
    RequireFields<QueryConversationArgs, 'id'>
  >
  session?: Resolver<
    Maybe<ResolversTypes['Session']>,
    ParentType,
    ContextType,
    RequireFields<QuerySessionArgs, 'id'>
  >
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
  startSession?: Resolver<
    ResolversTypes['Session'],
    ParentType,
    ContextType,
    RequireFields<MutationStartSessionArgs, 'input'>
  >
  endSession?: Resolver<
    ResolversTypes['Session'],
    ParentType,
    ContextType,
    RequireFields<MutationEndSessionArgs, 'id'>
  >
  startConversation?: Resolver<
    ResolversTypes['Conversation'],
    ParentType,
    ContextType,
    RequireFields<MutationStartConversationArgs, 'input'>
  >
  appendMessages?: Resolver<
    ResolversTypes['AppendMessagesPayload'],
    ParentType,
    ContextType,
    RequireFields<MutationAppendMessagesArgs, 'input'>
  >
  updateConversation?: Resolver<
    ResolversTypes['Conversation'],
    ParentType,
    ContextType,
    RequireFields<MutationUpdateConversationArgs, 'input'>
  >
  endConversation?: Resolver<
    ResolversTypes['Conversation'],
    ParentType,
    ContextType,
    RequireFields<MutationEndConversationArgs, 'id'>
  >
  branchConversation?: Resolver<
    ResolversTypes['Conversation'],
    ParentType,
    ContextType,
    RequireFields<MutationBranchConversationArgs, 'input'>
  >
  deleteConversation?: Resolver<
    ResolversTypes['ConversationDeletionReceipt'],
    ParentType,
    ContextType,
    RequireFields<MutationDeleteConversationArgs, 'id'>
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
  sessions?: Resolver<ResolversTypes['SessionConnection'], ParentType, ContextType, Partial<UserSessionsArgs>>
  conversations?: Resolver<
    ResolversTypes['ConversationConnection'],
    ParentType,
    ContextType,
    Partial<UserConversationsArgs>
  >
  searchMessages?: Resolver<
    ReadonlyArray<ResolversTypes['MessageHit']>,
    ParentType,
    ContextType,
    RequireFields<UserSearchMessagesArgs, 'query'>
  >
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type SessionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session'],
  FederationReferenceType extends FederationReferenceTypes['Session'] = FederationReferenceTypes['Session'],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes['Session']> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>
  clientId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  agentId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  metadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>
  startedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  conversations?: Resolver<
    ResolversTypes['ConversationConnection'],
    ParentType,
    ContextType,
    Partial<SessionConversationsArgs>
  >
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type ConversationResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Conversation'] = ResolversParentTypes['Conversation'],
  FederationReferenceType extends FederationReferenceTypes['Conversation'] =
    FederationReferenceTypes['Conversation'],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes['Conversation']> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>
  session?: Resolver<Maybe<ResolversTypes['Session']>, ParentType, ContextType>
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  agentId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  clientId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  metadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>
  status?: Resolver<ResolversTypes['ConversationStatus'], ParentType, ContextType>
  messageCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  tokenCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  summary?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  summarySource?: Resolver<Maybe<ResolversTypes['SummarySource']>, ParentType, ContextType>
  branchedFrom?: Resolver<Maybe<ResolversTypes['BranchPoint']>, ParentType, ContextType>
  messages?: Resolver<
    ResolversTypes['MessageConnection'],
    ParentType,
    ContextType,
    Partial<ConversationMessagesArgs>
  >
  searchMessages?: Resolver<
    ReadonlyArray<ResolversTypes['MessageHit']>,
    ParentType,
    ContextType,
    RequireFields<ConversationSearchMessagesArgs, 'query'>
  >
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type BranchPointResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['BranchPoint'] = ResolversParentTypes['BranchPoint'],
> = {
  conversation?: Resolver<Maybe<ResolversTypes['Conversation']>, ParentType, ContextType>
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>
}

export type MessageResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Message'] = ResolversParentTypes['Message'],
  FederationReferenceType extends FederationReferenceTypes['Message'] = FederationReferenceTypes['Message'],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes['Message']> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  conversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>
  sequence?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  role?: Resolver<ResolversTypes['MessageRole'], ParentType, ContextType>
  content?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  toolCalls?: Resolver<ReadonlyArray<ResolversTypes['ToolCall']>, ParentType, ContextType>
  toolCallId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  agentId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  clientId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  metadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>
  tokenCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type ToolCallResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ToolCall'] = ResolversParentTypes['ToolCall'],
> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  arguments?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>
}

export type MessageHitResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['MessageHit'] = ResolversParentTypes['MessageHit'],
> = {
  message?: Resolver<ResolversTypes['Message'], ParentType, ContextType>
  score?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
}

export type ConversationDeletionReceiptResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ConversationDeletionReceipt'] =
    ResolversParentTypes['ConversationDeletionReceipt'],
> = {
  messages?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  keptMessages?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  memories?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
}

export type ConversationConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ConversationConnection'] =
    ResolversParentTypes['ConversationConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ConversationEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type ConversationEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ConversationEdge'] = ResolversParentTypes['ConversationEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>
}

export type MessageConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['MessageConnection'] = ResolversParentTypes['MessageConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MessageEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type MessageEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['MessageEdge'] = ResolversParentTypes['MessageEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['Message'], ParentType, ContextType>
}

export type SessionConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SessionConnection'] = ResolversParentTypes['SessionConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SessionEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type SessionEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SessionEdge'] = ResolversParentTypes['SessionEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['Session'], ParentType, ContextType>
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

export type AppendMessagesPayloadResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['AppendMessagesPayload'] =
    ResolversParentTypes['AppendMessagesPayload'],
> = {
  messages?: Resolver<ReadonlyArray<ResolversTypes['Message']>, ParentType, ContextType>
  conversation?: Resolver<ResolversTypes['Conversation'], ParentType, ContextType>
  extraction?: Resolver<Maybe<ResolversTypes['Extraction']>, ParentType, ContextType>
}

export type ExtractionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Extraction'] = ResolversParentTypes['Extraction'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
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
    'Conversation' | 'Extraction' | 'Message' | 'Session' | 'User',
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
  Session?: SessionResolvers<ContextType>
  Conversation?: ConversationResolvers<ContextType>
  BranchPoint?: BranchPointResolvers<ContextType>
  Message?: MessageResolvers<ContextType>
  ToolCall?: ToolCallResolvers<ContextType>
  MessageHit?: MessageHitResolvers<ContextType>
  ConversationDeletionReceipt?: ConversationDeletionReceiptResolvers<ContextType>
  ConversationConnection?: ConversationConnectionResolvers<ContextType>
  ConversationEdge?: ConversationEdgeResolvers<ContextType>
  MessageConnection?: MessageConnectionResolvers<ContextType>
  MessageEdge?: MessageEdgeResolvers<ContextType>
  SessionConnection?: SessionConnectionResolvers<ContextType>
  SessionEdge?: SessionEdgeResolvers<ContextType>
  PageInfo?: PageInfoResolvers<ContextType>
  AppendMessagesPayload?: AppendMessagesPayloadResolvers<ContextType>
  Extraction?: ExtractionResolvers<ContextType>
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
