import { readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import { k8s } from 'cdk8s-plus-32'

export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly annotations?: Readonly<Record<string, string>>
  }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests assert on what they find there
  readonly [field: string]: any
}

/**
 * What a cluster that checks strictly would say of a manifest: fields that are missing, of a wrong type, or unknown.
 * Kubernetes' own kinds are checked against the schemas of Kubernetes 1.32, others against those of their projects.
 */
export async function problemsOf(manifest: Manifest): Promise<string[]> {
  const custom = crds.get(`${manifest.apiVersion} ${manifest.kind}`)
  if (custom) {
    custom(manifest)
    return (custom.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }
  return [...(await wrongFields(manifest)), ...unknownFields(manifest)]
}

async function wrongFields(manifest: Manifest): Promise<string[]> {
  const models = (await import(`kubernetes-models/${manifest.apiVersion}`)) as Record<
    string,
    new (data: object) => { validate(): void }
  >
  const Model = models[manifest.kind]
  if (!Model) return [`there is no ${manifest.apiVersion} ${manifest.kind}`]
  try {
    new Model(manifest).validate()
    return []
  } catch (error) {
    return [String(error)]
  }
}

interface ApiClass {
  readonly GVK: { readonly apiVersion: string; readonly kind: string }
  manifest(properties: object): object
}

const classes = Object.values(k8s).filter((value): value is typeof value & ApiClass => 'GVK' in value)

/** cdk8s writes what it knows of an object: what is not there again is unknown. */
function unknownFields(manifest: Manifest): string[] {
  const known = classes.find(
    ({ GVK }) => GVK.apiVersion === manifest.apiVersion && GVK.kind === manifest.kind,
  )
  if (!known) return [`there is no ${manifest.apiVersion} ${manifest.kind}`]
  const again = JSON.parse(JSON.stringify(known.manifest(boxed(manifest) as object))) as object
  return isDeepStrictEqual(again, manifest) ? [] : missing(manifest, again, '')
}

/** Quantities and ports are written from objects with a `value`, everything else from the value itself. */
function boxed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(boxed)
  if (typeof node === 'object' && node !== null)
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, boxed(value)]))
  return Object.assign(Object(node) as object, { value: node, toJSON: () => node })
}

function missing(expected: unknown, found: unknown, path: string): string[] {
  if (typeof expected !== 'object' || expected === null) return []
  if (typeof found !== 'object' || found === null) return [`${path} is unknown`]
  return Object.entries(expected).flatMap(([key, value]) =>
    key in found
      ? missing(value, (found as Record<string, unknown>)[key], `${path}/${key}`)
      : [`${path}/${key} is unknown`],
  )
}

interface Crd {
  readonly apiVersion: string
  readonly kind: string
  readonly schema: object
}

const CRDS = new URL('crds/', import.meta.url)
const ajv = new Ajv({
  strict: false,
  allErrors: true,
  formats: { int32: true, int64: true, 'date-time': true },
})
const crds = new Map<string, ValidateFunction>(
  readdirSync(CRDS)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(new URL(name, CRDS), 'utf8')) as Crd)
    .map(({ apiVersion, kind, schema }) => [`${apiVersion} ${kind}`, ajv.compile(closed(schema) as object)]),
)

/** An object's fields are those that its schema names, unless it says otherwise. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  const open =
    !('properties' in schema) ||
    'additionalProperties' in schema ||
    'x-kubernetes-preserve-unknown-fields' in schema
  return open ? inner : { ...inner, additionalProperties: false }
}
