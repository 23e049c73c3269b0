import { z } from 'zod'

const cidr = z.string().regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'must be an IPv4 range, as 10.0.0.0/16')
const place = z.strictObject({
  cidrs: z.array(cidr).min(1),
  ports: z.array(z.int().min(1).max(65_535)).min(1),
})
const range = z
  .strictObject({ min: z.int().min(1), max: z.int().min(1) })
  .refine(({ min, max }) => min <= max, 'min must be at most max')
const role = z.string().startsWith('arn:')
const share = z.number().gt(0).max(1)
const env = z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string())

/** What differs from cluster to cluster. Everything else is the same wherever the platform runs. */
export const valuesSchema = z.strictObject({
  namespace: z.string(),
  /** Repository and digest; a tag where it can't move. */
  image: z.string(),
  /** Availability zones to spread pods over; 1 where nodes carry no zone. */
  zones: z.int().min(1),
  /**
   * The label and taint by which nodes are told apart, whose values are `services`, `workers` and `sandboxes`; null: every
   * pod may run on any node.
   */
  nodeLabel: z.string().nullable(),
  /** Pods of the gateway, of each subgraph but the runtime, and of each worker. */
  pods: z.strictObject({ gateway: range, subgraph: range, worker: range }),
  /** Of what a part is sure of and may take at full load: less where there is none. */
  size: z.strictObject({ cpu: share, memory: share }).optional(),
  runtime: z.strictObject({
    /** Sandboxes alive at once, for which its pod is sized. */
    sandboxes: z.int().min(1).max(1_000),
    /**
     * The RuntimeClass that puts a kernel of its own beneath strangers' code, as gvisor, made here where its handler is named;
     * null: the node's kernel.
     */
    runtimeClass: z.strictObject({ name: z.string(), handler: z.string().optional() }).nullable(),
  }),
  /** A load balancer's target group, by name, or an Ingress of the cluster. */
  edge: z.union([
    z.strictObject({ targetGroup: z.string(), deregistrationSeconds: z.int().min(0) }),
    z.strictObject({
      host: z.string(),
      ingressClass: z.string(),
      tlsSecret: z.string(),
      deregistrationSeconds: z.int().min(0),
    }),
  ]),
  /**
   * Where DATABASE_URL or SHARD_MAP, IDENTITY_SECRET, REDIS_URL and the keys of models and buckets are kept: a Secret that is there,
   * or what External Secrets makes one from: a key of a store, or what the stacks of `infra/aws` keep.
   */
  secrets: z.union([
    z.strictObject({ existing: z.string() }),
    z.strictObject({ clusterSecretStore: z.string(), key: z.string() }),
    z.strictObject({ region: z.string(), prefix: z.string(), databases: z.array(z.string()).min(1) }),
  ]),
  /** IAM roles that pods take: named on their service account (IRSA), or associated with it by EKS (Pod Identity). */
  roles: z.union([
    z.literal('pod-identity'),
    z.strictObject({ snapshot: role.optional(), 'snapshot-worker': role.optional() }),
  ]),
  /** What a part is configured with besides: variables of the root README's table. */
  env: z.strictObject({
    all: env.optional(),
    gateway: env.optional(),
    memory: env.optional(),
    conversation: env.optional(),
    snapshot: env.optional(),
    runtime: env.optional(),
  }),
  /** Who may connect to the gateway, and where parts may connect to. Nothing else is let through. */
  network: z.strictObject({
    clients: z.array(cidr).min(1),
    postgres: place,
    redis: place,
    objects: place,
    /** Servers of embeddings and of language models. */
    models: place.optional(),
  }),
  /** The Prometheus that the Prometheus Operator runs; null: no rules, no dashboard. */
  prometheus: z.strictObject({ namespace: z.string(), url: z.url() }).nullable(),
  /** Waiting jobs for each worker that KEDA starts; null: workers scale by CPU alone, without KEDA. */
  jobsPerWorker: z.int().min(1).nullable(),
})

export type Values = z.output<typeof valuesSchema>
