// Written by `npm run generate`.
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql'
import type {
  UserView,
  RuntimePackView,
  RuntimeLayerView,
  DependencyResolutionView,
  ResolvedRequirementView,
  SandboxView,
  SandboxFileView,
  RunResultView,
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
  /** What sandboxes can run. The same for everybody. */
  readonly runtimePacks: ReadonlyArray<RuntimePack>
  /** What of a requirements.txt or package.json sandboxes of a pack can import. Nothing is fetched or installed for it. */
  readonly resolveDependencies: DependencyResolution
  /** Null where there is none, or it is another app's. */
  readonly sandbox?: Maybe<Sandbox>
  readonly _entities: ReadonlyArray<Maybe<_Entity>>
  readonly _service: _Service
}

export type QueryResolveDependenciesArgs = {
  input: ResolveDependenciesInput
}

export type QuerySandboxArgs = {
  id: Scalars['ID']['input']
}

export type Query_EntitiesArgs = {
  representations: ReadonlyArray<Scalars['_Any']['input']>
}

export type Mutation = {
  readonly __typename?: 'Mutation'
  /**
   * Takes a fresh sandbox from the warm pool. An unknown externalId becomes a new user. RATE_LIMITED, with retryAfterMs, while
   * all are taken, or the app has its share of them.
   */
  readonly createSandbox: Sandbox
  /**
   * Runs code to its end, or to its limits. What the code does wrong is told by exitReason and stderr, not by an error.
   * Globals and files persist between runs. Runs in one sandbox wait for each other; RATE_LIMITED, with retryAfterMs, where
   * too many do. GONE where the sandbox was stopped or lost, CONFLICT where it is paused. UNAVAILABLE where it lives on another
   * host.
   */
  readonly runCode: RunResult
  /** Adds files or replaces them: all of them or, with an error, none. Fails as runCode does. */
  readonly writeFiles: Sandbox
  /**
   * Keeps what a sandbox is and ends its process; runs that were asked for before come first. memoryKept tells whether globals
   * were kept too; its secrets for the network never are. It waits for resumeSandbox until expiresAt. Pausing one that is paused
   * changes nothing. LIMIT_EXCEEDED where the user has 100 paused ones. Fails as runCode does besides.
   */
  readonly pauseSandbox: Sandbox
  /**
   * Lets a paused sandbox go on, on whichever host is asked, under the same id: with its files, its environment and, where
   * memoryKept tells so, its globals. Resuming one that runs changes nothing. RATE_LIMITED as createSandbox. GONE where it has
   * ended.
   */
  readonly resumeSandbox: Sandbox
  /**
   * Makes copies of a sandbox, running or paused, which goes on as it is: all of them or, with an error, none. Each has its files,
   * its environment, limits and metadata, its whole time and, where memoryKept tells so, its globals. Fails as createSandbox and
   * runCode do.
   */
  readonly forkSandbox: ReadonlyArray<Sandbox>
  /** Lets a sandbox live for at least so much longer from now on. Fails as runCode does. */
  readonly extendSandbox: Sandbox
  /**
   * Puts a snapshot's files in a sandbox: a new one, as createSandbox makes it, or one that is running, whose files they take the
   * place of while its globals stay. All files or, with an error, none: BAD_USER_INPUT names what a sandbox can't hold. Otherwise
   * it fails as createSandbox or runCode does.
   */
  readonly restoreSnapshot: Sandbox
  /** Ends a sandbox for good, a run under way included. Stopping one that has ended changes nothing. */
  readonly stopSandbox: Sandbox
}

export type MutationCreateSandboxArgs = {
  input: CreateSandboxInput
}

export type MutationRunCodeArgs = {
  input: RunCodeInput
}

export type MutationWriteFilesArgs = {
  input: WriteFilesInput
}

export type MutationPauseSandboxArgs = {
  input: PauseSandboxInput
}

export type MutationResumeSandboxArgs = {
  input: ResumeSandboxInput
}

export type MutationForkSandboxArgs = {
  input: ForkSandboxInput
}

export type MutationExtendSandboxArgs = {
  input: ExtendSandboxInput
}

export type MutationRestoreSnapshotArgs = {
  input: RestoreSnapshotInput
}

export type MutationStopSandboxArgs = {
  id: Scalars['ID']['input']
}

export type User = {
  readonly __typename?: 'User'
  readonly id: Scalars['ID']['output']
  /** Newest first. first: 1–100, default 20. */
  readonly sandboxes: SandboxConnection
}

export type UserSandboxesArgs = {
  filter?: InputMaybe<SandboxFilter>
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
}

/** A runtime that code is run in: files whose bytes are fixed by their digest. */
export type RuntimePack = {
  readonly __typename?: 'RuntimePack'
  /** As createSandbox takes it. */
  readonly name: Scalars['String']['output']
  readonly version: Scalars['String']['output']
  readonly language: Scalars['String']['output']
  readonly description: Scalars['String']['output']
  /** SHA-256 of the manifest, in hex. */
  readonly digest: Scalars['String']['output']
  /** Of all files together, in bytes. */
  readonly sizeBytes: Scalars['Float']['output']
  /** What createSandbox can add to it. */
  readonly layers: ReadonlyArray<RuntimeLayer>
}

/** Packages that go on a pack, of files whose bytes are fixed by their digest. Who runs the platform chooses which there are. */
export type RuntimeLayer = {
  readonly __typename?: 'RuntimeLayer'
  /** As createSandbox takes it. */
  readonly name: Scalars['String']['output']
  readonly version: Scalars['String']['output']
  /** SHA-256 of the manifest, in hex. */
  readonly digest: Scalars['String']['output']
  /** Of all files together, in bytes. */
  readonly sizeBytes: Scalars['Float']['output']
  /** What it brings, as a list of dependencies writes it: six==1.17.0, or slug@1.2.0. */
  readonly provides: ReadonlyArray<Scalars['String']['output']>
}

export type DependencyResolution = {
  readonly __typename?: 'DependencyResolution'
  /** Whether every requirement is. */
  readonly satisfied: Scalars['Boolean']['output']
  /** What createSandbox is to be given for what can be satisfied. */
  readonly layers: ReadonlyArray<Scalars['String']['output']>
  /** In the order that they were written in. */
  readonly requirements: ReadonlyArray<ResolvedRequirement>
}

export type ResolvedRequirement = {
  readonly __typename?: 'ResolvedRequirement'
  /** As it was written; of a package.json, name@range. */
  readonly requirement: Scalars['String']['output']
  /** Null where it names nothing that can be read. */
  readonly name?: Maybe<Scalars['String']['output']>
  readonly satisfied: Scalars['Boolean']['output']
  /** The version there is, also where it is not one that was asked for. */
  readonly version?: Maybe<Scalars['String']['output']>
  /** Where it is from; null where it is the pack's own, or there is none. */
  readonly layer?: Maybe<Scalars['String']['output']>
  /** Null where it is satisfied. */
  readonly reason?: Maybe<UnsatisfiedReason>
  /** One sentence for people. */
  readonly detail: Scalars['String']['output']
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

/** A process of its own in which one user's code runs. Its isolation tells how it is shut off from everything else. */
export type Sandbox = {
  readonly __typename?: 'Sandbox'
  readonly id: Scalars['ID']['output']
  readonly user: User
  /** The name of its pack. */
  readonly pack: Scalars['String']['output']
  /** Which build of the pack, SHA-256 in hex. */
  readonly packDigest: Scalars['String']['output']
  readonly state: SandboxState
  readonly limits: SandboxLimits
  readonly metadata: Scalars['JSON']['output']
  /** Null unless it is running on the host that answers. */
  readonly isolation?: Maybe<SandboxIsolation>
  /** The hosts that it may reach, as they were given. Null unless it is running on the host that answers. */
  readonly allowedHosts?: Maybe<ReadonlyArray<Scalars['String']['output']>>
  readonly createdAt: Scalars['DateTime']['output']
  /**
   * When it ends, a run under way included. Without timeoutSeconds each use puts it off, and a run under way may end first. When
   * what is kept of it is let go, where it is paused. Null where it has ended.
   */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>
  /** As it was given. */
  readonly timeoutSeconds?: Maybe<Scalars['Int']['output']>
  /** Null unless it is paused. */
  readonly pausedAt?: Maybe<Scalars['DateTime']['output']>
  /**
   * Whether globals, and what else the interpreter held, came through the last pause or, of a copy, through forkSandbox; false
   * where only files and the environment did. Null where there was no pause.
   */
  readonly memoryKept?: Maybe<Scalars['Boolean']['output']>
  /** Why not. Null where they did. */
  readonly memoryLost?: Maybe<Scalars['String']['output']>
  /** When the last run began. */
  readonly lastRunAt?: Maybe<Scalars['DateTime']['output']>
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>
  /**
   * The files that the code sees, sorted by path. first: 1–100, default 20. Null unless it is running on the host that answers. A
   * page is of the files as they are when it is read.
   */
  readonly files?: Maybe<SandboxFileConnection>
  /** Null where there is no such file, or files are null. */
  readonly file?: Maybe<SandboxFile>
}

/** A process of its own in which one user's code runs. Its isolation tells how it is shut off from everything else. */
export type SandboxFilesArgs = {
  first?: InputMaybe<Scalars['Int']['input']>
  after?: InputMaybe<Scalars['String']['input']>
}

/** A process of its own in which one user's code runs. Its isolation tells how it is shut off from everything else. */
export type SandboxFileArgs = {
  path: Scalars['String']['input']
}

export type SandboxState =
  | 'RUNNING'
  /** It has no process; what it was is kept. */
  | 'PAUSED'
  /** It was stopped, was not used for long, or hit a limit that ends it. */
  | 'STOPPED'
  /** Its process or its host ended unexpectedly. */
  | 'LOST'

export type SandboxLimits = {
  readonly __typename?: 'SandboxLimits'
  /** Of the code's own values. */
  readonly memoryBytes: Scalars['Float']['output']
  /** Of stdout and stderr together, in a run. */
  readonly outputBytes: Scalars['Int']['output']
  /** Of all its files together. */
  readonly fileBytes: Scalars['Int']['output']
  /** How many files it may have. */
  readonly fileCount: Scalars['Int']['output']
}

export type SandboxIsolation = {
  readonly __typename?: 'SandboxIsolation'
  readonly level: IsolationLevel
  /** What stands between the code and the host, innermost first. */
  readonly layers: ReadonlyArray<Scalars['String']['output']>
}

export type IsolationLevel =
  /** The kernel also keeps the process from the network, from other processes and from other users' rights. */
  | 'NAMESPACE'
  /** An interpreter in a locked process alone: not for code that is hostile. */
  | 'PROCESS'

export type SandboxFile = {
  readonly __typename?: 'SandboxFile'
  readonly path: Scalars['String']['output']
  /** In bytes. */
  readonly size: Scalars['Float']['output']
  readonly sha256: Scalars['String']['output']
  /** The content as text; null where it is not UTF-8. */
  readonly content?: Maybe<Scalars['String']['output']>
  readonly contentBase64: Scalars['String']['output']
  /** Bytes as base64: length, at most 8 MiB, from offset on; fewer where the file ends before. */
  readonly range: Scalars['String']['output']
}

export type SandboxFileRangeArgs = {
  offset?: Scalars['Int']['input']
  length: Scalars['Int']['input']
}

export type SandboxFileConnection = {
  readonly __typename?: 'SandboxFileConnection'
  readonly edges: ReadonlyArray<SandboxFileEdge>
  readonly pageInfo: PageInfo
}

export type SandboxFileEdge = {
  readonly __typename?: 'SandboxFileEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: SandboxFile
}

export type RunResult = {
  readonly __typename?: 'RunResult'
  /** As the events of the run name it. */
  readonly id: Scalars['ID']['output']
  readonly stdout: Scalars['String']['output']
  /** What the code wrote to standard error; then, where it failed, why. */
  readonly stderr: Scalars['String']['output']
  /** The value of the last expression, as text. Null where there is none. */
  readonly result?: Maybe<Scalars['String']['output']>
  readonly exitReason: ExitReason
  /** Without the time it waited for earlier runs. */
  readonly wallMs: Scalars['Float']['output']
  readonly cpuMs: Scalars['Float']['output']
  /** The most that values and files have taken since the sandbox was created. */
  readonly peakMemoryBytes: Scalars['Float']['output']
  /** Whether output was cut at the limit. */
  readonly outputTruncated: Scalars['Boolean']['output']
  readonly sandbox: Sandbox
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

export type SandboxConnection = {
  readonly __typename?: 'SandboxConnection'
  readonly edges: ReadonlyArray<SandboxEdge>
  readonly pageInfo: PageInfo
}

export type SandboxEdge = {
  readonly __typename?: 'SandboxEdge'
  readonly cursor: Scalars['String']['output']
  readonly node: Sandbox
}

export type PageInfo = {
  readonly __typename?: 'PageInfo'
  readonly hasNextPage: Scalars['Boolean']['output']
  readonly hasPreviousPage: Scalars['Boolean']['output']
  readonly startCursor?: Maybe<Scalars['String']['output']>
  readonly endCursor?: Maybe<Scalars['String']['output']>
}

export type CreateSandboxInput = {
  readonly userId?: InputMaybe<Scalars['ID']['input']>
  readonly externalId?: InputMaybe<Scalars['String']['input']>
  /** The name of one of runtimePacks. */
  readonly pack: Scalars['String']['input']
  /** At most 8 names of the pack's layers, which the code then finds by import. The same package in two of them is an error. */
  readonly layers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>
  /** At most 1,000, and within the limits. */
  readonly files?: InputMaybe<ReadonlyArray<SandboxFileInput>>
  /**
   * What the code finds in env or os.environ: an object of strings whose names have letters, digits and _ and begin with no digit, at most
   * 32 KiB as JSON. It is handed to the sandbox and kept nowhere else.
   */
  readonly env?: InputMaybe<Scalars['JSON']['input']>
  readonly limits?: InputMaybe<SandboxLimitsInput>
  /** At most 16 KiB. */
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
  /** How long it lives, used or not: 1–86,400. Without it, until it was not used for long. */
  readonly timeoutSeconds?: InputMaybe<Scalars['Int']['input']>
  /** Without it the code reaches no host. */
  readonly network?: InputMaybe<SandboxNetworkInput>
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

export type EgressRuleInput = {
  /** As api.example.com, *.example.com for every name below it, or with a port where it is not 80 for http or 443 for https. */
  readonly host: Scalars['String']['input']
  /** As GET. Without them: GET, HEAD, POST, PUT, PATCH, DELETE. */
  readonly methods?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>
  /**
   * Headers that are added to each request to the host after it has left the sandbox: an object of strings, at most 10. Sent over
   * https only. They are kept in the memory of one process and nowhere else; where an answer repeats one, it is blotted out.
   */
  readonly secretHeaders?: InputMaybe<Scalars['JSON']['input']>
}

export type PauseSandboxInput = {
  readonly sandboxId: Scalars['ID']['input']
  /** Fail with CONFLICT, and let the sandbox run on, where globals can't be kept. */
  readonly requireMemory?: InputMaybe<Scalars['Boolean']['input']>
}

export type ResumeSandboxInput = {
  readonly sandboxId: Scalars['ID']['input']
  /** Without it the code reaches no host, whatever it could before. */
  readonly network?: InputMaybe<SandboxNetworkInput>
}

export type ForkSandboxInput = {
  readonly sandboxId: Scalars['ID']['input']
  /** 1–16, default 1. */
  readonly count?: InputMaybe<Scalars['Int']['input']>
  /** Without it: what the original may reach on the host that answers; nothing where that is paused. */
  readonly network?: InputMaybe<SandboxNetworkInput>
}

export type ExtendSandboxInput = {
  readonly sandboxId: Scalars['ID']['input']
  /** 1–86,400. */
  readonly seconds: Scalars['Int']['input']
}

export type SandboxFilter = {
  readonly state?: InputMaybe<SandboxState>
  /** Those whose metadata have these values: an object of at most 10 texts, numbers and booleans. */
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
}

export type ResolveDependenciesInput = {
  /** The name of one of runtimePacks. */
  readonly pack: Scalars['String']['input']
  /** The text of a requirements.txt for python, of a package.json for javascript: at most 32 KiB and 200 requirements. */
  readonly requirements: Scalars['String']['input']
}

/** Exactly one of content and contentBase64. */
export type SandboxFileInput = {
  /** Relative, with forward slashes, at most 512 bytes. */
  readonly path: Scalars['String']['input']
  readonly content?: InputMaybe<Scalars['String']['input']>
  readonly contentBase64?: InputMaybe<Scalars['String']['input']>
}

export type SandboxLimitsInput = {
  /** 16–512 MiB, default 128 MiB. */
  readonly memoryBytes?: InputMaybe<Scalars['Float']['input']>
  /** 1 byte to 1 MiB, default 64 KiB. */
  readonly outputBytes?: InputMaybe<Scalars['Int']['input']>
  /** 1 byte to 8 MiB, default 8 MiB. */
  readonly fileBytes?: InputMaybe<Scalars['Int']['input']>
  /** 1–1,000, default 1,000. */
  readonly fileCount?: InputMaybe<Scalars['Int']['input']>
}

export type RestoreSnapshotInput = {
  readonly snapshotId: Scalars['ID']['input']
  /** One that is running. Then nothing is given but the two ids. */
  readonly sandboxId?: InputMaybe<Scalars['ID']['input']>
  /** Of a new sandbox, as the rest: the name of one of runtimePacks. */
  readonly pack?: InputMaybe<Scalars['String']['input']>
  /** Whose the new sandbox is: exactly one of userId and externalId, or neither for the user of the snapshot. */
  readonly userId?: InputMaybe<Scalars['ID']['input']>
  readonly externalId?: InputMaybe<Scalars['String']['input']>
  /** As for createSandbox. */
  readonly env?: InputMaybe<Scalars['JSON']['input']>
  readonly limits?: InputMaybe<SandboxLimitsInput>
  readonly metadata?: InputMaybe<Scalars['JSON']['input']>
}

export type RunCodeInput = {
  readonly sandboxId: Scalars['ID']['input']
  /** At most 256 KiB. */
  readonly code: Scalars['String']['input']
  /** 1–60,000, default 10,000. */
  readonly timeoutMs?: InputMaybe<Scalars['Int']['input']>
  /** Also send output while it comes, as the events sandbox.output; default false. */
  readonly streamOutput?: InputMaybe<Scalars['Boolean']['input']>
}

export type WriteFilesInput = {
  readonly sandboxId: Scalars['ID']['input']
  /** 1–1,000. */
  readonly files: ReadonlyArray<SandboxFileInput>
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

export type _Entity = Sandbox | User

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
  Sandbox: Sandbox
}

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  User: { __typename: 'User' } & GraphQLRecursivePick<FederationTypes['User'], { id: true }>
  Sandbox: { __typename: 'Sandbox' } & GraphQLRecursivePick<FederationTypes['Sandbox'], { id: true }>
}

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  _Entity: SandboxView | UserView
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
  RuntimePack: ResolverTypeWrapper<RuntimePackView>
  Float: ResolverTypeWrapper<Scalars['Float']['output']>
  RuntimeLayer: ResolverTypeWrapper<RuntimeLayerView>
  DependencyResolution: ResolverTypeWrapper<DependencyResolutionView>
  ResolvedRequirement: ResolverTypeWrapper<ResolvedRequirementView>
  UnsatisfiedReason: UnsatisfiedReason
  Sandbox: ResolverTypeWrapper<SandboxView>
  SandboxState: SandboxState
  SandboxLimits: ResolverTypeWrapper<SandboxLimits>
  SandboxIsolation: ResolverTypeWrapper<SandboxIsolation>
  IsolationLevel: IsolationLevel
  SandboxFile: ResolverTypeWrapper<SandboxFileView>
  SandboxFileConnection: ResolverTypeWrapper<
    Omit<SandboxFileConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['SandboxFileEdge']> }
  >
  SandboxFileEdge: ResolverTypeWrapper<
    Omit<SandboxFileEdge, 'node'> & { node: ResolversTypes['SandboxFile'] }
  >
  RunResult: ResolverTypeWrapper<RunResultView>
  ExitReason: ExitReason
  SandboxConnection: ResolverTypeWrapper<
    Omit<SandboxConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['SandboxEdge']> }
  >
  SandboxEdge: ResolverTypeWrapper<Omit<SandboxEdge, 'node'> & { node: ResolversTypes['Sandbox'] }>
  PageInfo: ResolverTypeWrapper<PageInfo>
  CreateSandboxInput: CreateSandboxInput
  SandboxNetworkInput: SandboxNetworkInput
  EgressRuleInput: EgressRuleInput
  PauseSandboxInput: PauseSandboxInput
  ResumeSandboxInput: ResumeSandboxInput
  ForkSandboxInput: ForkSandboxInput
  ExtendSandboxInput: ExtendSandboxInput
  SandboxFilter: SandboxFilter
  ResolveDependenciesInput: ResolveDependenciesInput
  SandboxFileInput: SandboxFileInput
  SandboxLimitsInput: SandboxLimitsInput
  RestoreSnapshotInput: RestoreSnapshotInput
  RunCodeInput: RunCodeInput
  WriteFilesInput: WriteFilesInput
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
  RuntimePack: RuntimePackView
  Float: Scalars['Float']['output']
  RuntimeLayer: RuntimeLayerView
  DependencyResolution: DependencyResolutionView
  ResolvedRequirement: ResolvedRequirementView
  Sandbox: SandboxView
  SandboxLimits: SandboxLimits
  SandboxIsolation: SandboxIsolation
  SandboxFile: SandboxFileView
  SandboxFileConnection: Omit<SandboxFileConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['SandboxFileEdge']>
  }
  SandboxFileEdge: Omit<SandboxFileEdge, 'node'> & { node: ResolversParentTypes['SandboxFile'] }
  RunResult: RunResultView
  SandboxConnection: Omit<SandboxConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['SandboxEdge']>
  }
  SandboxEdge: Omit<SandboxEdge, 'node'> & { node: ResolversParentTypes['Sandbox'] }
  PageInfo: PageInfo
  CreateSandboxInput: CreateSandboxInput
  SandboxNetworkInput: SandboxNetworkInput
  EgressRuleInput: EgressRuleInput
  PauseSandboxInput: PauseSandboxInput
  ResumeSandboxInput: ResumeSandboxInput
  ForkSandboxInput: ForkSandboxInput
  ExtendSandboxInput: ExtendSandboxInput
  SandboxFilter: SandboxFilter
  ResolveDependenciesInput: ResolveDependenciesInput
  SandboxFileInput: SandboxFileInput
  SandboxLimitsInput: SandboxLimitsInput
  RestoreSnapshotInput: RestoreSnapshotInput
  RunCodeInput: RunCodeInput
  WriteFilesInput: WriteFilesInput
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
  runtimePacks?: Resolver<ReadonlyArray<ResolversTypes['RuntimePack']>, ParentType, ContextType>
  resolveDependencies?: Resolver<
    ResolversTypes['DependencyResolution'],
    ParentType,
    ContextType,
    RequireFields<QueryResolveDependenciesArgs, 'input'>
  >
  sandbox?: Resolver<
    Maybe<ResolversTypes['Sandbox']>,
    ParentType,
    ContextType,
    RequireFields<QuerySandboxArgs, 'id'>
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
  createSandbox?: Resolver<
    ResolversTypes['Sandbox'],
    ParentType,
    ContextType,
    RequireFields<MutationCreateSandboxArgs, 'input'>
  >
  runCode?: Resolver<
    ResolversTypes['RunResult'],
    ParentType,
    ContextType,
    RequireFields<MutationRunCodeArgs, 'input'>
  >
  writeFiles?: Resolver<
    ResolversTypes['Sandbox'],
    ParentType,
    ContextType,
    RequireFields<MutationWriteFilesArgs, 'input'>
  >
  pauseSandbox?: Resolver<
    ResolversTypes['Sandbox'],
    ParentType,
    ContextType,
    RequireFields<MutationPauseSandboxArgs, 'input'>
  >
  resumeSandbox?: Resolver<
    ResolversTypes['Sandbox'],
    ParentType,
    ContextType,
    RequireFields<MutationResumeSandboxArgs, 'input'>
  >
  forkSandbox?: Resolver<
    ReadonlyArray<ResolversTypes['Sandbox']>,
    ParentType,
    ContextType,
    RequireFields<MutationForkSandboxArgs, 'input'>
  >
  extendSandbox?: Resolver<
    ResolversTypes['Sandbox'],
    ParentType,
    ContextType,
    RequireFields<MutationExtendSandboxArgs, 'input'>
  >
  restoreSnapshot?: Resolver<
    ResolversTypes['Sandbox'],
    ParentType,
    ContextType,
    RequireFields<MutationRestoreSnapshotArgs, 'input'>
  >
  stopSandbox?: Resolver<
    ResolversTypes['Sandbox'],
    ParentType,
    ContextType,
    RequireFields<MutationStopSandboxArgs, 'id'>
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
  sandboxes?: Resolver<
    ResolversTypes['SandboxConnection'],
    ParentType,
    ContextType,
    Partial<UserSandboxesArgs>
  >
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type RuntimePackResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['RuntimePack'] = ResolversParentTypes['RuntimePack'],
> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  language?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  digest?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  sizeBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  layers?: Resolver<ReadonlyArray<ResolversTypes['RuntimeLayer']>, ParentType, ContextType>
}

export type RuntimeLayerResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['RuntimeLayer'] = ResolversParentTypes['RuntimeLayer'],
> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  digest?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  sizeBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  provides?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>
}

export type DependencyResolutionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['DependencyResolution'] =
    ResolversParentTypes['DependencyResolution'],
> = {
  satisfied?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  layers?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>
  requirements?: Resolver<ReadonlyArray<ResolversTypes['ResolvedRequirement']>, ParentType, ContextType>
}

export type ResolvedRequirementResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['ResolvedRequirement'] =
    ResolversParentTypes['ResolvedRequirement'],
> = {
  requirement?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  satisfied?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  version?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  layer?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  reason?: Resolver<Maybe<ResolversTypes['UnsatisfiedReason']>, ParentType, ContextType>
  detail?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type SandboxResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['Sandbox'] = ResolversParentTypes['Sandbox'],
  FederationReferenceType extends FederationReferenceTypes['Sandbox'] = FederationReferenceTypes['Sandbox'],
> = {
  __resolveReference?: ReferenceResolver<
    Maybe<ResolversTypes['Sandbox']> | FederationReferenceType,
    FederationReferenceType,
    ContextType
  >
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  user?: Resolver<ResolversTypes['User'], ParentType, ContextType>
  pack?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  packDigest?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  state?: Resolver<ResolversTypes['SandboxState'], ParentType, ContextType>
  limits?: Resolver<ResolversTypes['SandboxLimits'], ParentType, ContextType>
  metadata?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>
  isolation?: Resolver<Maybe<ResolversTypes['SandboxIsolation']>, ParentType, ContextType>
  allowedHosts?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  timeoutSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>
  pausedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  memoryKept?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>
  memoryLost?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  lastRunAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>
  files?: Resolver<
    Maybe<ResolversTypes['SandboxFileConnection']>,
    ParentType,
    ContextType,
    Partial<SandboxFilesArgs>
  >
  file?: Resolver<
    Maybe<ResolversTypes['SandboxFile']>,
    ParentType,
    ContextType,
    RequireFields<SandboxFileArgs, 'path'>
  >
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type SandboxLimitsResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SandboxLimits'] = ResolversParentTypes['SandboxLimits'],
> = {
  memoryBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  outputBytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  fileBytes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  fileCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
}

export type SandboxIsolationResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SandboxIsolation'] = ResolversParentTypes['SandboxIsolation'],
> = {
  level?: Resolver<ResolversTypes['IsolationLevel'], ParentType, ContextType>
  layers?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>
}

export type SandboxFileResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SandboxFile'] = ResolversParentTypes['SandboxFile'],
> = {
  path?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  size?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  sha256?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  content?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  contentBase64?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  range?: Resolver<
    ResolversTypes['String'],
    ParentType,
    ContextType,
    RequireFields<SandboxFileRangeArgs, 'offset' | 'length'>
  >
}

export type SandboxFileConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SandboxFileConnection'] =
    ResolversParentTypes['SandboxFileConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SandboxFileEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type SandboxFileEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SandboxFileEdge'] = ResolversParentTypes['SandboxFileEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['SandboxFile'], ParentType, ContextType>
}

export type RunResultResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['RunResult'] = ResolversParentTypes['RunResult'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  stdout?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  stderr?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  result?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>
  exitReason?: Resolver<ResolversTypes['ExitReason'], ParentType, ContextType>
  wallMs?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  cpuMs?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  peakMemoryBytes?: Resolver<ResolversTypes['Float'], ParentType, ContextType>
  outputTruncated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  sandbox?: Resolver<ResolversTypes['Sandbox'], ParentType, ContextType>
}

export type SandboxConnectionResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SandboxConnection'] = ResolversParentTypes['SandboxConnection'],
> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SandboxEdge']>, ParentType, ContextType>
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
}

export type SandboxEdgeResolvers<
  ContextType = RequestContext,
  ParentType extends ResolversParentTypes['SandboxEdge'] = ResolversParentTypes['SandboxEdge'],
> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  node?: Resolver<ResolversTypes['Sandbox'], ParentType, ContextType>
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
  __resolveType: TypeResolveFn<'Sandbox' | 'User', ParentType, ContextType>
}

export type Resolvers<ContextType = RequestContext> = {
  DateTime?: GraphQLScalarType
  JSON?: GraphQLScalarType
  Query?: QueryResolvers<ContextType>
  Mutation?: MutationResolvers<ContextType>
  User?: UserResolvers<ContextType>
  RuntimePack?: RuntimePackResolvers<ContextType>
  RuntimeLayer?: RuntimeLayerResolvers<ContextType>
  DependencyResolution?: DependencyResolutionResolvers<ContextType>
  ResolvedRequirement?: ResolvedRequirementResolvers<ContextType>
  Sandbox?: SandboxResolvers<ContextType>
  SandboxLimits?: SandboxLimitsResolvers<ContextType>
  SandboxIsolation?: SandboxIsolationResolvers<ContextType>
  SandboxFile?: SandboxFileResolvers<ContextType>
  SandboxFileConnection?: SandboxFileConnectionResolvers<ContextType>
  SandboxFileEdge?: SandboxFileEdgeResolvers<ContextType>
  RunResult?: RunResultResolvers<ContextType>
  SandboxConnection?: SandboxConnectionResolvers<ContextType>
  SandboxEdge?: SandboxEdgeResolvers<ContextType>
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
