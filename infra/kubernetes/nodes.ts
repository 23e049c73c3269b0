import { JsonPatch } from 'cdk8s'
import type { ApiObject } from 'cdk8s'
import { k8s } from 'cdk8s-plus-32'
import type { Construct } from 'constructs'
import type { Part } from './parts.ts'
import type { Values } from './values.ts'

type NodeGroup = 'services' | 'workers' | 'sandboxes'

/** Where pods of a group run, where nodes are told apart. */
const on = (group: NodeGroup, { nodeLabel }: Values) =>
  nodeLabel === null
    ? {}
    : {
        nodeSelector: { [nodeLabel]: group },
        // Nodes for services have no taint: what a cluster brings along runs there too.
        ...(group !== 'services' && {
          tolerations: [{ key: nodeLabel, operator: 'Equal', value: group, effect: 'NoSchedule' }],
        }),
      }

/** The nodes of a part. Those of a RuntimeClass are chosen by the class. */
export function placement(part: Pick<Part, 'kind' | 'name'>, values: Values): Partial<k8s.PodSpec> {
  const { runtimeClass } = values.runtime
  if (part.name === 'runtime' && runtimeClass !== null) return { runtimeClassName: runtimeClass.name }
  return on(part.kind === 'worker' ? 'workers' : 'services', values)
}

/** What the sandboxes' nodes have beneath a pod, where that is not in the cluster already. */
export function runtimeClass(scope: Construct, values: Values): void {
  const { runtimeClass } = values.runtime
  if (!runtimeClass?.handler) return
  ofTheCluster(
    new k8s.KubeRuntimeClass(scope, 'runtime-class', {
      metadata: { name: runtimeClass.name },
      handler: runtimeClass.handler,
      ...(values.nodeLabel !== null && { scheduling: on('sandboxes', values) }),
    }),
  )
}

/** An object that is in no namespace, whatever its chart's is. */
export const ofTheCluster = (object: ApiObject): void =>
  object.addJsonPatch(JsonPatch.remove('/metadata/namespace'))
