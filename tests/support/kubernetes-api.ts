import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { KubeConfig } from '@kubernetes/client-node'
import { freePorts } from './ports.ts'
import type { Rule } from './sandbox-rules.ts'

/** A custom resource, as far as the API server itself reads it. */
export interface KubernetesObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly uid: string
    readonly resourceVersion: string
    readonly labels?: Readonly<Record<string, string>>
  }
  readonly spec: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>>
}

type Change = { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubernetesObject }

const GROUP = 'extensions.agents.x-k8s.io'
const PATH =
  /^\/apis\/(?<group>[^/]+)\/(?<version>[^/]+)\/namespaces\/(?<namespace>[^/]+)\/(?<plural>[^/]+)(\/(?<name>[^/]+))?$/

/**
 * A small Kubernetes API server for one namespace: it stores objects, answers over HTTP, and tells who watches. What the real
 * one checks is checked: the token, the rules of the caller's Role, names that are taken, preconditions, fields of the claim that
 * its CRD does not have.
 */
export async function startKubernetesApi(namespace: string, rules: readonly Rule[]) {
  const token = randomUUID()
  const objects = new Map<string, KubernetesObject>()
  const changes: { readonly version: number; readonly key: string; readonly change: Change }[] = []
  const events = new EventEmitter().setMaxListeners(0)
  const sockets = new Set<Socket>()
  const faults: { method: string; status: number; isDone: boolean }[] = []
  const requests: { method: string; path: string; body: unknown }[] = []
  let version = 1
  let oldest = 0

  const keyOf = (plural: string, name: string) => `${plural}/${name}`
  const commit = (key: string, type: Change['type'], object: KubernetesObject): KubernetesObject => {
    version += 1
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
    if (type === 'DELETED') objects.delete(key)
    else objects.set(key, stored)
    changes.push({ version, key, change: { type, object: stored } })
    events.emit('change', { key, change: { type, object: stored } })
    return stored
  }

  const store = {
    get: (plural: string, name: string) => objects.get(keyOf(plural, name)),
    list: (plural: string) =>
      [...objects].filter(([key]) => key.startsWith(`${plural}/`)).map(([, object]) => object),
    put(
      plural: string,
      name: string,
      spec: Readonly<Record<string, unknown>>,
      labels: Record<string, string> = {},
    ) {
      return commit(keyOf(plural, name), 'ADDED', {
        apiVersion: `${GROUP}/v1beta1`,
        kind: plural,
        metadata: { name, uid: randomUUID(), resourceVersion: '0', labels },
        spec,
      })
    },
    setStatus(plural: string, name: string, status: Readonly<Record<string, unknown>>) {
      const object = objects.get(keyOf(plural, name))
      if (object) commit(keyOf(plural, name), 'MODIFIED', { ...object, status })
    },
    delete(plural: string, name: string) {
      const object = objects.get(keyOf(plural, name))
      if (object) commit(keyOf(plural, name), 'DELETED', object)
    },
    onChange: (listener: (plural: string, change: Change) => void) =>
      events.on('change', ({ key, change }: { key: string; change: Change }) =>
        listener(key.split('/')[0] ?? '', change),
      ),
  }

  const verbOf = (request: IncomingMessage, name: string | undefined, url: URL): string => {
    if (request.method === 'GET' && url.searchParams.get('watch') === 'true') return 'watch'
    if (request.method === 'GET') return name === undefined ? 'list' : 'get'
    return { POST: 'create', PATCH: 'patch', DELETE: 'delete', PUT: 'update' }[request.method ?? ''] ?? 'none'
  }
  const isAllowed = (group: string, plural: string, verb: string) =>
    rules.some(
      (rule) =>
        rule.apiGroups.includes(group) && rule.resources.includes(plural) && rule.verbs.includes(verb),
    )

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://api')
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const body = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>)
    if (request.headers.authorization !== `Bearer ${token}`) {
      fail(response, 401, 'Unauthorized')
      return
    }
    const {
      group = '',
      version: apiVersion,
      plural = '',
      name,
      ...at
    } = PATH.exec(url.pathname)?.groups ?? {}
    if (at.namespace !== namespace || apiVersion !== 'v1beta1') {
      fail(response, 404, 'NotFound')
      return
    }
    const verb = verbOf(request, name, url)
    requests.push({ method: verb, path: url.pathname, body })
    if (!isAllowed(group, plural, verb)) {
      fail(response, 403, 'Forbidden')
      return
    }
    const fault = faults.find((each) => each.method === verb)
    if (fault) {
      faults.splice(faults.indexOf(fault), 1)
      // As when the answer is lost on its way: what was asked for is done all the same.
      if (!fault.isDone) {
        fail(response, fault.status, fault.status === 409 ? 'Conflict' : 'InternalError')
        return
      }
      perform(verb, plural, name, body)
      fail(response, fault.status, 'Timeout')
      return
    }
    if (verb === 'watch') {
      watch(plural, url, response)
      return
    }
    const { status, answer } = perform(verb, plural, name, body, url)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }

  const perform = (
    verb: string,
    plural: string,
    name: string | undefined,
    body: Record<string, unknown> | undefined,
    url?: URL,
  ): { status: number; answer: object } => {
    if (verb === 'list') {
      const items = store.list(plural).filter(matches(url?.searchParams.get('labelSelector')))
      return { status: 200, answer: { kind: 'List', metadata: { resourceVersion: String(version) }, items } }
    }
    if (verb === 'create') {
      const given = body as unknown as KubernetesObject
      const problem = problemOf(given)
      if (problem) return statusOf(422, 'Invalid', problem)
      const key = keyOf(plural, given.metadata.name)
      if (objects.has(key)) return statusOf(409, 'AlreadyExists')
      const metadata = { ...given.metadata, uid: randomUUID(), resourceVersion: '0' }
      return { status: 201, answer: commit(key, 'ADDED', { ...given, metadata }) }
    }
    const key = keyOf(plural, name ?? '')
    const object = objects.get(key)
    if (object === undefined) return statusOf(404, 'NotFound')
    switch (verb) {
      case 'get':
        return { status: 200, answer: object }
      case 'patch': {
        const { spec = {}, metadata = {} } = body as {
          spec?: object
          metadata?: { resourceVersion?: string }
        }
        if (
          metadata.resourceVersion !== undefined &&
          metadata.resourceVersion !== object.metadata.resourceVersion
        )
          return statusOf(409, 'Conflict')
        return {
          status: 200,
          answer: commit(key, 'MODIFIED', { ...object, spec: { ...object.spec, ...spec } }),
        }
      }
      case 'delete':
        commit(key, 'DELETED', object)
        return statusOf(200, 'Success')
      default:
        return statusOf(405, 'MethodNotAllowed')
    }
  }

  const watch = (plural: string, url: URL, response: ServerResponse): void => {
    const since = Number(url.searchParams.get('resourceVersion') ?? version)
    const isWanted = matches(url.searchParams.get('labelSelector'))
    response.writeHead(200, { 'content-type': 'application/json' })
    const tell = (type: string, object: object) => response.write(`${JSON.stringify({ type, object })}\n`)
    if (since < oldest) {
      tell('ERROR', { kind: 'Status', code: 410, reason: 'Expired' })
      response.end()
      return
    }
    const show = (key: string, { type, object }: Change) => {
      if (key.startsWith(`${plural}/`) && isWanted(object)) tell(type, object)
    }
    for (const each of changes) if (each.version > since) show(each.key, each.change)
    const listener = ({ key, change }: { key: string; change: Change }) => show(key, change)
    events.on('change', listener)
    response.on('close', () => events.off('change', listener))
    response.flushHeaders()
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy())
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve)
    })
  // Nobody else gets it while the server is down.
  const port = await freePorts()
  await listen(port)
  const dropConnections = () => {
    for (const socket of sockets) socket.destroy()
  }
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      dropConnections()
    })

  const kubeConfig = new KubeConfig()
  kubeConfig.loadFromOptions({
    clusters: [{ name: 'test', server: `http://127.0.0.1:${port}`, skipTLSVerify: true }],
    users: [{ name: 'runtime', token }],
    contexts: [{ name: 'test', cluster: 'test', user: 'runtime' }],
    currentContext: 'test',
  })
  return {
    kubeConfig,
    store,
    /** What was asked for, in order: verb, path and body. */
    requests,
    /** The next request of a verb fails so; `isDone`: its answer alone is lost. */
    failNext: (method: string, status: number, isDone = false) =>
      void faults.push({ method, status, isDone }),
    /** Ends every connection, watches too. */
    dropConnections,
    /** Forgets what changed until now: who watches from before is told to list again. */
    forgetChanges() {
      oldest = version
      changes.length = 0
    },
    down,
    up: () => listen(port),
    close: () => (server.listening ? down() : Promise.resolve()),
  }
}
export type KubernetesApi = Awaited<ReturnType<typeof startKubernetesApi>>

const statusOf = (code: number, reason: string, message = reason) => ({
  status: code,
  answer: { kind: 'Status', status: code < 300 ? 'Success' : 'Failure', reason, message, code },
})

function fail(response: ServerResponse, code: number, reason: string): void {
  response
    .writeHead(code, { 'content-type': 'application/json' })
    .end(JSON.stringify(statusOf(code, reason).answer))
}

/** A selector of equalities, as `a=b,c=d`. */
function matches(selector: string | null | undefined): (object: KubernetesObject) => boolean {
  const wanted = (selector ?? '')
    .split(',')
    .filter(Boolean)
    .map((each) => each.split('='))
  return ({ metadata: { labels = {} } }) => wanted.every(([name = '', value]) => labels[name] === value)
}

/** What the CRD of a SandboxClaim refuses, of what a client could get wrong here. */
function problemOf({ kind, metadata, spec }: KubernetesObject): string | null {
  if (kind !== 'SandboxClaim') return 'kind'
  if (!/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(metadata.name)) return 'metadata.name'
  for (const value of Object.values(metadata.labels ?? {}))
    if (!/^([A-Za-z0-9][-\w.]{0,61})?[A-Za-z0-9]$/.test(value)) return `metadata.labels: ${value}`
  const known = new Set(['warmPoolRef', 'lifecycle', 'additionalPodMetadata', 'env', 'volumeClaimTemplates'])
  const unknown = Object.keys(spec).find((name) => !known.has(name))
  if (unknown !== undefined) return `spec.${unknown}`
  const { name } = (spec.warmPoolRef ?? {}) as { name?: unknown }
  return typeof name === 'string' ? null : 'spec.warmPoolRef.name'
}
