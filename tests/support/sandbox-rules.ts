/** What a service account may do: a rule of a Role. */
export interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

/** What infra/kubernetes gives the runtime. */
export const RULES: readonly Rule[] = [
  {
    apiGroups: ['extensions.agents.x-k8s.io'],
    resources: ['sandboxclaims'],
    verbs: ['create', 'get', 'list', 'watch', 'patch', 'delete'],
  },
  {
    apiGroups: ['extensions.agents.x-k8s.io'],
    resources: ['sandboxwarmpools', 'sandboxtemplates'],
    verbs: ['get'],
  },
]
