import { App, Chart, YamlOutputType } from 'cdk8s'
import { k8s } from 'cdk8s-plus-32'
import { edge } from './edge.ts'
import { migration } from './migration.ts'
import { networkPolicies } from './network.ts'
import { monitoring } from './monitoring.ts'
import { partsOf } from './parts.ts'
import { scaling } from './scaling.ts'
import { secrets } from './secrets.ts'
import type { Values } from './values.ts'
import { ofTheCluster, runtimeClass } from './nodes.ts'
import { serviceAccount, workload } from './workload.ts'

/**
 * The manifests, in three files that are applied in this order: `1-base` is what the others need, `2-migration` has to be
 * complete before `3-platform`.
 */
export function synth(values: Values, outdir: string): App {
  const app = new App({ outdir, outputFileExtension: '.yaml', yamlOutputType: YamlOutputType.FILE_PER_CHART })
  const chart = (id: string) =>
    new Chart(app, id, { namespace: values.namespace, disableResourceNameHashes: true })
  const parts = partsOf(values)

  const base = chart('1-base')
  ofTheCluster(
    new k8s.KubeNamespace(base, 'namespace', {
      metadata: {
        name: values.namespace,
        labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
      },
    }),
  )
  runtimeClass(base, values)
  secrets(base, values)
  networkPolicies(base, parts, values)
  for (const part of parts) serviceAccount(base, part, values)

  migration(chart('2-migration'), values)

  const platform = chart('3-platform')
  for (const part of parts) {
    workload(platform, part, values)
    scaling(platform, part, values)
  }
  edge(platform, values)
  monitoring(platform, values)
  return app
}
