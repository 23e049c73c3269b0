// Written by `npm run generate`.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql'
import type {
  AppView,
  UserView,
  SandboxView,
  SnapshotView,
  SnapshotFileView,
  SnapshotDeletionView,
  SnapshotDiffView,
  SnapshotDownloadView,
  FileChangeView,
  TextDiffView,
  SnapshotStorageView,
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
  readonly snapshot?: Maybe<Snapshot>
  readonly _entities: ReadonlyArray<Maybe<_Entity>>
  readonly _service: _Service
}

export type QuerySnapshotArgs = {
  id: Scalars['ID']['input']
}

export type Query_EntitiesArgs = {
  representations: ReadonlyArray<Scalars['_Any']['input']>
}

export type Mutation = {
  readonly __typename?: 'Mutation'
  /**
   * Keeps files as they are now: given ones, for which an unknown externalId becomes a new user, or those of a sandbox that is
   * running, for its own user where none is named. It is there whole or, with an error, not at all. A retry with the same
   * idempotencyKey gets the first answer again; CONFLICT where it asks for something else, GONE where that snapshot is no more.
   */
  readonly createSnapshot: Snapshot
  /** A snapshot of the same files, for the same user or another of the app. No file is copied, however many there are. */
  readonly cloneSnapshot: Snapshot
  /**
   * Changes what is said about a snapshot, never its files. What is left out stays as it is. One that a checkpoint or a fork names
   * is not given an end: CONFLICT.
   */
  readonly updateSnapshot: Snapshot
  /**
   * Deletes a snapshot. What was cloned from it stays as it is. There is no way back. One that a checkpoint or a fork names is
   * CONFLICT.
   */
  readonly deleteSnapshot: SnapshotDeletion
}

export type MutationCreateSnapshotArgs = {
  input: CreateSnapshotInput
}

export type MutationCloneSnapshotArgs = {
  input: CloneSnapshotInput
}

export type MutationUpdateSnapshotArgs = {
  input: UpdateSnapshotInput
}

export type MutationDeleteSnapshotArgs = {
  id: Scalars['ID']['input']
}

export type User = {
  readonly __typename?: 'User'
  readonly id: Scalars['ID']['output']
  /** Newest first. first: 1–100, default 20. */
  readonly snapshots: SnapshotConnection
}

export type UserSnapshotsArgs = {
  filter?: InputMaybe<SnapshotFilter>
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
}

/** What a snapshot may be of. The runtime subgraph tells the rest. */
export type Sandbox = {
  readonly __typename?: 'Sandbox'
  readonly id: Scalars['ID']['output']
}

/** A workspace's files at one instant. It never changes. */
export type Snapshot = {
  readonly __typename?: 'Snapshot'
  readonly id: Scalars['ID']['output']
  readonly user: User
  /**
   * What it was cloned from or goes on from. Null where that is no more. It may be another user's, so that answers with it are not
   * kept.
   */
  readonly parent?: Maybe<Snapshot>
  /** The sandbox whose files it has. Null where they were given, or its record is gone. */
  readonly sandbox?: Maybe<Sandbox>
  readonly label?: Maybe<Scalars['String']['output']>
  readonly fileCount: Scalars['Int']['output']
  /** Of all files together, in bytes. */
  readonly sizeBytes: Scalars['Float']['output']
  readonly createdAt: Scalars['DateTime']['output']
  /** When it goes by itself; from then on nobody finds it. Null where it stays until it is deleted. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>
  /** By path, what is in a folder together. first: 1–100, default 20. */
  readonly files: SnapshotFileConnection
  /** Null where there is no such file. */
  readonly file?: Maybe<SnapshotFile>
  /**
   * A link to all files as a tar, for anybody who has it and with no login, until it ends: 1–3,600 seconds from now, default 900.
   * Keys that are revoked meanwhile do not end it; deleting the snapshot does.
   */
  readonly download: SnapshotDownload
  /** What was done to the files of another snapshot to make them these, be it the parent or not. Reads no content. */
  readonly diff: SnapshotDiff
}

/** A workspace's files at one instant. It never changes. */
export type SnapshotFilesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
}

/** A workspace's files at one instant. It never changes. */
export type SnapshotFileArgs = {
  path: Scalars['String']['input']
}

/** A workspace's files at one instant. It never changes. */
export type SnapshotDownloadArgs = {
  expiresInSeconds?: InputMaybe<Scalars['Int']['input']>
}

/** A workspace's files at one instant. It never changes. */
export type SnapshotDiffArgs = {
  against: Scalars['ID']['input']
}

export type SnapshotDownload = {
  readonly __typename?: 'SnapshotDownload'
  /** To be fetched with GET. A path, where the platform was not told its public address: then it is on the server of the graph. */
  readonly url: Scalars['String']['output']
  readonly expiresAt: Scalars['DateTime']['output']
}

export type SnapshotDiff = {
  readonly __typename?: 'SnapshotDiff'
  readonly added: Scalars['Int']['output']
  readonly removed: Scalars['Int']['output']
  /** Of the same path, with other content or permissions. */
  readonly changed: Scalars['Int']['output']
  /** By path, what is in a folder together. first: 1–100, default 20. */
  readonly changes: FileChangeConnection
}

export type SnapshotDiffChangesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
}

export type FileChange = {
  readonly __typename?: 'FileChange'
  readonly path: Scalars['String']['output']
  readonly kind: FileChangeKind
  /** In bytes. Null where the file was added. */
  readonly sizeBefore?: Maybe<Scalars['Float']['output']>
  /** In bytes. Null where the file was removed. */
  readonly sizeAfter?: Maybe<Scalars['Float']['output']>
  /** Of the content, in hex. */
  readonly sha256Before?: Maybe<Scalars['String']['output']>
  readonly sha256After?: Maybe<Scalars['String']['output']>
  /** Reads content, which counts as that of files does. */
  readonly text: TextDiff
}

export type FileChangeKind = 'ADDED' | 'REMOVED' | 'CHANGED'

export type TextDiff = {
  readonly __typename?: 'TextDiff'
  readonly kind: TextDiffKind
  /** In the unified format, with three lines of context. Null unless the kind is TEXT. */
  readonly unified?: Maybe<Scalars['String']['output']>
}

export type TextDiffKind =
  | 'TEXT'
  /** One of the two is not UTF-8, or has NUL characters. */
  | 'BINARY'
  /** One of the two is larger than 256 KiB, or comparing them takes too long: 250 ms, or 2 s for all of an answer. */
  | 'TOO_LARGE'

/** A tenant. */
export type App = {
  readonly __typename?: 'App'
  readonly id: Scalars['ID']['output']
  /** What its snapshots hold and take, counted now. Null for end users. */
  readonly storage?: Maybe<SnapshotStorage>
}

/** Whole numbers, which may be larger than an Int. */
export type SnapshotStorage = {
  readonly __typename?: 'SnapshotStorage'
  readonly snapshots: Scalars['Float']['output']
  /** Of the files of all snapshots, as if each had its own: in bytes. */
  readonly logicalBytes: Scalars['Float']['output']
  /** In the object store: each block once and compressed, with what snapshots that were deleted have left for the grace period. */
  readonly storedBytes: Scalars['Float']['output']
  /** What keeping each block once saves, before compression. */
  readonly savedBytes: Scalars['Float']['output']
}

/**
 * Content is read only where it is asked for. One answer holds at most 16 MiB of it, counted as often as it is given; beyond
 * that it is LIMIT_EXCEEDED. Content that is lost or damaged in the store is UNAVAILABLE.
 */
export type SnapshotFile = {
  readonly __typename?: 'SnapshotFile'
  /** Relative, with forward slashes. */
  readonly path: Scalars['String']['output']
  /** In bytes. */
  readonly size: Scalars['Float']['output']
  /** Of the content, in hex. */
  readonly sha256: Scalars['String']['output']
  /** The content as text; null where it is not UTF-8. */
  readonly content?: Maybe<Scalars['String']['output']>
  readonly contentBase64: Scalars['String']['output']
}

/** What became of a snapshot that was deleted. */
export type SnapshotDeletion = {
  readonly __typename?: 'SnapshotDeletion'
  readonly fileCount: Scalars['Int']['output']
  /** Of all files together, in bytes. */
  readonly sizeBytes: Scalars['Float']['output']
  /** When the content of its files is deleted too, in so far as no other snapshot has it. Nobody can read it until then. */
  readonly contentKeptUntil: Scalars['DateTime']['output']
}

export type SnapshotConnection = {
  readonly __typename?: 'SnapshotConnection'
  readonly edges: ReadonlyArray<SnapshotEdge>
  readonly pageInfo: PageInfo
}

export type SnapshotEdge = {
  readonly __typename?: 'SnapshotEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: Snapshot
}

export type SnapshotFileConnection = {
  readonly __typename?: 'SnapshotFileConnection'
  readonly edges: ReadonlyArray<SnapshotFileEdge>
  readonly pageInfo: PageInfo
}

export type SnapshotFileEdge = {
  readonly __typename?: 'SnapshotFileEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: SnapshotFile
}

export type FileChangeConnection = {
  readonly __typename?: 'FileChangeConnection'
  readonly edges: ReadonlyArray<FileChangeEdge>
  readonly pageInfo: PageInfo
}

export type FileChangeEdge = {
  readonly __typename?: 'FileChangeEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: FileChange
}

export type PageInfo = {
  readonly __typename?: 'PageInfo'
  readonly hasNextPage: Scalars['Boolean']['output']
  readonly hasPreviousPage: Scalars['Boolean']['output']
  readonly startCursor?: Maybe<Scalars['String']['output']>
  readonly endCursor?: Maybe<Scalars['String']['output']>
}

/** All that is given has to fit. */
export type SnapshotFilter = {
  readonly label?: InputMaybe<Scalars['String']['input']>
  readonly sandboxId?: InputMaybe<Scalars['ID']['input']>
  readonly parentId?: InputMaybe<Scalars['ID']['input']>
  readonly createdAfter?: InputMaybe<Scalars['DateTime']['input']>
  readonly createdBefore?: InputMaybe<Scalars['DateTime']['input']>
}

/** Exactly one of files and sandboxId. */
export type CreateSnapshotInput = {
  readonly userId?: InputMaybe<Scalars['ID']['input']>
  readonly externalId?: InputMaybe<Scalars['String']['input']>
  /** 0–10,000 files, 8 MiB together. */
  readonly files?: InputMaybe<ReadonlyArray<SnapshotFileInput>>
  /** A sandbox that is running. Its files are taken between two runs. */
  readonly sandboxId?: InputMaybe<Scalars['ID']['input']>
  /** 1–256 bytes. */
  readonly label?: InputMaybe<Scalars['String']['input']>
  /** A snapshot that this one goes on from, of any user of the app. */
  readonly parentId?: InputMaybe<Scalars['ID']['input']>
  /** When it goes by itself. Default: as the app has it, or never. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>
  /** Whether it stays until it is deleted, whatever the app has as a default. */
  readonly keep?: InputMaybe<Scalars['Boolean']['input']>
  /** 1–128 bytes, the user's own. Keeps a retry from making a second snapshot. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

/** Exactly one of content and contentBase64. */
export type SnapshotFileInput = {
  /** Relative, with forward slashes, in Unicode's form NFC, at most 1,024 bytes. */
  readonly path: Scalars['String']['input']
  readonly content?: InputMaybe<Scalars['String']['input']>
  /** RFC 4648, with padding and without line breaks. */
  readonly contentBase64?: InputMaybe<Scalars['String']['input']>
}

export type CloneSnapshotInput = {
  readonly snapshotId: Scalars['ID']['input']
  /** Whose the clone is: exactly one of userId and externalId, or neither for the same user. */
  readonly userId?: InputMaybe<Scalars['ID']['input']>
  readonly externalId?: InputMaybe<Scalars['String']['input']>
  /** Default: the label of the original. */
  readonly label?: InputMaybe<Scalars['String']['input']>
  /** When it goes by itself, whatever the original does. Default: as the app has it, or never. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>
  /** Whether it stays until it is deleted, whatever the app has as a default. */
  readonly keep?: InputMaybe<Scalars['Boolean']['input']>
}

export type UpdateSnapshotInput = {
  readonly id: Scalars['ID']['input']
  /** 1–256 bytes. */
  readonly label?: InputMaybe<Scalars['String']['input']>
  /** When it goes by itself. In the future. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>
  /** true: it no longer goes by itself. */
  readonly keep?: InputMaybe<Scalars['Boolean']['input']>
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

export type _Entity = App | Sandbox | Snapshot | User

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
  Snapshot: Snapshot
  App: App
}

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User: { __typename: 'User' } & GraphQLRecursivePick<FederationTypes['User'], { id: true }>
  Snapshot: { __typename: 'Snapshot' } & GraphQLRecursivePick<FederationTypes['Snapshot'], { id: true }>
  App: { __typename: 'App' } & GraphQLRecursivePick<FederationTypes['App'], { id: true }>
}

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  _Entity: AppView | SandboxView | SnapshotView | UserView
}

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  CacheControlScope: CacheControlScope
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>
  ID: ResolverTypeWrapper<Scalars['ID']['output']>
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>
  User: ResolverTypeWrapper<UserView>
  Sandbox: ResolverTypeWrapper<SandboxView>
  Snapshot: ResolverTypeWrapper<SnapshotView>
  Float: ResolverTypeWrapper<Scalars['Float']['output']>
  SnapshotDownload: ResolverTypeWrapper<SnapshotDownloadView>
  SnapshotDiff: ResolverTypeWrapper<SnapshotDiffView>
  FileChange: ResolverTypeWrapper<FileChangeView>
  FileChangeKind: FileChangeKind
  TextDiff: ResolverTypeWrapper<TextDiffView>
  TextDiffKind: TextDiffKind
  App: ResolverTypeWrapper<AppView>
  SnapshotStorage: ResolverTypeWrapper<SnapshotStorageView>
  SnapshotFile: ResolverTypeWrapper<SnapshotFileView>
  SnapshotDeletion: ResolverTypeWrapper<SnapshotDeletionView>
  SnapshotConnection: ResolverTypeWrapper<
    Omit<SnapshotConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['SnapshotEdge']> }
  >
  SnapshotEdge: ResolverTypeWrapper<Omit<SnapshotEdge, 'node'> & { node: ResolversTypes['Snapshot'] }>
  SnapshotFileConnection: ResolverTypeWrapper<
    Omit<SnapshotFileConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['SnapshotFileEdge']> }
  >
  SnapshotFileEdge: ResolverTypeWrapper<
    Omit<SnapshotFileEdge, 'node'> & { node: ResolversTypes['SnapshotFile'] }
  >
  FileChangeConnection: ResolverTypeWrapper<
    Omit<FileChangeConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['FileChangeEdge']> }
  >
  FileChangeEdge: ResolverTypeWrapper<Omit<FileChangeEdge, 'node'> & { node: ResolversTypes['FileChange'] }>
  PageInfo: ResolverTypeWrapper<PageInfo>
  SnapshotFilter: SnapshotFilter
  CreateSnapshotInput: CreateSnapshotInput
  SnapshotFileInput: SnapshotFileInput
  CloneSnapshotInput: CloneSnapshotInput
  UpdateSnapshotInput: UpdateSnapshotInput
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
  Query: Record<PropertyKey, never>
  ID: Scalars['ID']['output']
  Mutation: Record<PropertyKey, never>
  User: UserView
  Sandbox: SandboxView
  Snapshot: SnapshotView
  Float: Scalars['Float']['output']
  SnapshotDownload: SnapshotDownloadView
  SnapshotDiff: SnapshotDiffView
  FileChange: FileChangeView
  TextDiff: TextDiffView
  App: AppView
  SnapshotStorage: SnapshotStorageView
  SnapshotFile: SnapshotFileView
  SnapshotDeletion: SnapshotDeletionView
  SnapshotConnection: Omit<SnapshotConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['SnapshotEdge']>
  }
  SnapshotEdge: Omit<SnapshotEdge, 'node'> & { node: ResolversParentTypes['Snapshot'] }
  SnapshotFileConnection: Omit<SnapshotFileConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['SnapshotFileEdge']>
  }
  SnapshotFileEdge: Omit<SnapshotFileEdge, 'node'> & { node: ResolversParentTypes['SnapshotFile'] }
  FileChangeConnection: Omit<FileChangeConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['FileChangeEdge']>
  }
  FileChangeEdge: Omit<FileChangeEdge, 'node'> & { node: ResolversParentTypes['FileChange'] }
  PageInfo: PageInfo
  SnapshotFilter: SnapshotFilter
  CreateSnapshotInput: CreateSnapshotInput
  SnapshotFileInput: SnapshotFileInput
  CloneSnapshotInput: CloneSnapshotInput
  UpdateSnapshotInput: UpdateSnapshotInput
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

export type QueryResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query'],
> = {
  snapshot?: Resolver<
    Maybe<ResolversTypes['Snapshot']>,
    ParentType,
    ContextType,
    RequireFields<QuerySnapshotArgs, 'id'>
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
  createSnapshot?: Resolver<
    ResolversTypes['Snapshot'],
    ParentType,
    ContextType,
    RequireFields<MutationCreateSnapshotArgs, 'input'>
  >
  cloneSnapshot?: Resolver<
    ResolversTypes['Snapshot'],
    ParentType,
    ContextType,
    RequireFields<MutationCloneSnapshotArgs, 'input'>
  >
  updateSnapshot?: Resolver<
    ResolversTypes['Snapshot'],
    ParentType,
    ContextType,
    RequireFields<MutationUpdateSnapshotArgs, 'input'>
  >
  deleteSnapshot?: Resolver<
    ResolversTypes['SnapshotDeletion'],
    ParentType,
    ContextType,
    RequireFields<MutationDeleteSnapshotArgs, 'id'>
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
  snapshots?: Resolver<
    ResolversTypes['SnapshotConnection'],
    ParentType,
    ContextType,
    Partial<UserSnapshotsArgs>
  >
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type SandboxResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Sandbox'] = ResolversParentTypes['Sandbox'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type SnapshotResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Snapshot'] = ResolversParentTypes['Snapshot'],
  FederationReferenceType extends FederationReferenceTypes['Snapshot'] = FederationReferenceTypes['Snapshot'],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes['Snapshot']> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>
  parent?: Resolver<Maybe<ResolversTypes['Snapshot']>, ParentType, ContextType>
  sandbox?: Resolver<Maybe<ResolversTypes['Sandbox']>, ParentType, ContextType>
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  fileCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  sizeBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  files?: Resolver<
    ResolversTypes['SnapshotFileConnection'],
    ParentType,
    ContextType,
    Partial<SnapshotFilesArgs>
  >
  file?: Resolver<
    Maybe<ResolversTypes['SnapshotFile']>,
    ParentType,
    ContextType,
    RequireFields<SnapshotFileArgs, 'path'>
  >
  download?: Resolver<
    ResolversTypes['SnapshotDownload'],
    ParentType,
    ContextType,
    Partial<SnapshotDownloadArgs>
  >
  diff?: Resolver<
    ResolversTypes['SnapshotDiff'],
    ParentType,
    ContextType,
    RequireFields<SnapshotDiffArgs, 'against'>
  >
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type SnapshotDownloadResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SnapshotDownload'] = ResolversParentTypes['SnapshotDownload'],
> = {
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
}

export type SnapshotDiffResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SnapshotDiff'] = ResolversParentTypes['SnapshotDiff'],
> = {
  added?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  removed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  changed?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  changes?: Resolver<
    ResolversTypes['FileChangeConnection'],
    ParentType,
    ContextType,
    Partial<SnapshotDiffChangesArgs>
  >
}

export type FileChangeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['FileChange'] = ResolversParentTypes['FileChange'],
> = {
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  kind?: Resolver<ResolversTypes['FileChangeKind'], ParentType, ContextType>
  sizeBefore?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>
  sizeAfter?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>
  sha256Before?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  sha256After?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  text?: Resolver<ResolversTypes['TextDiff'], ParentType, ContextType>
}

export type TextDiffResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['TextDiff'] = ResolversParentTypes['TextDiff'],
> = {
  kind?: Resolver<ResolversTypes['TextDiffKind'], ParentType, ContextType>
  unified?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
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
  storage?: Resolver<Maybe<ResolversTypes['SnapshotStorage']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type SnapshotStorageResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SnapshotStorage'] = ResolversParentTypes['SnapshotStorage'],
> = {
  snapshots?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  logicalBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  storedBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  savedBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
}

export type SnapshotFileResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SnapshotFile'] = ResolversParentTypes['SnapshotFile'],
> = {
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  size?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  content?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  contentBase64?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type SnapshotDeletionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SnapshotDeletion'] = ResolversParentTypes['SnapshotDeletion'],
> = {
  fileCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  sizeBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  contentKeptUntil?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
}

export type SnapshotConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SnapshotConnection'] = ResolversParentTypes['SnapshotConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SnapshotEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type SnapshotEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SnapshotEdge'] = ResolversParentTypes['SnapshotEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['Snapshot'], ParentType, ContextType>
}

export type SnapshotFileConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SnapshotFileConnection'] =
    ResolversParentTypes['SnapshotFileConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SnapshotFileEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type SnapshotFileEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SnapshotFileEdge'] = ResolversParentTypes['SnapshotFileEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['SnapshotFile'], ParentType, ContextType>
}

export type FileChangeConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['FileChangeConnection'] =
    ResolversParentTypes['FileChangeConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['FileChangeEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type FileChangeEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['FileChangeEdge'] = ResolversParentTypes['FileChangeEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['FileChange'], ParentType, ContextType>
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
  __resolveType: TypeResolveFn<'App' | 'Sandbox' | 'Snapshot' | 'User', ParentType, ContextType>
}

export type Resolvers<ContextType = RequestContext> = {
  DateTime?: GraphQLScalarType
  Query?: QueryResolvers<ContextType>
  Mutation?: MutationResolvers<ContextType>
  User?: UserResolvers<ContextType>
  Sandbox?: SandboxResolvers<ContextType>
  Snapshot?: SnapshotResolvers<ContextType>
  SnapshotDownload?: SnapshotDownloadResolvers<ContextType>
  SnapshotDiff?: SnapshotDiffResolvers<ContextType>
  FileChange?: FileChangeResolvers<ContextType>
  TextDiff?: TextDiffResolvers<ContextType>
  App?: AppResolvers<ContextType>
  SnapshotStorage?: SnapshotStorageResolvers<ContextType>
  SnapshotFile?: SnapshotFileResolvers<ContextType>
  SnapshotDeletion?: SnapshotDeletionResolvers<ContextType>
  SnapshotConnection?: SnapshotConnectionResolvers<ContextType>
  SnapshotEdge?: SnapshotEdgeResolvers<ContextType>
  SnapshotFileConnection?: SnapshotFileConnectionResolvers<ContextType>
  SnapshotFileEdge?: SnapshotFileEdgeResolvers<ContextType>
  FileChangeConnection?: FileChangeConnectionResolvers<ContextType>
  FileChangeEdge?: FileChangeEdgeResolvers<ContextType>
  PageInfo?: PageInfoResolvers<ContextType>
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
