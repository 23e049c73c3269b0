import { ApiObject } from 'cdk8s'
import { k8s } from 'cdk8s-plus-32'
import type { Construct } from 'constructs'
import { CLIENT_PATHS } from '../edge/cache-policy.ts'
import { PORT } from './parts.ts'
import { labelsOf } from './pod.ts'
import type { Values } from './values.ts'

/** How clients reach the gateway. */
export function edge(scope: Construct, { edge }: Values): void {
  const metadata = { name: 'gateway', labels: labelsOf('gateway') }
  if ('targetGroup' in edge) {
    new ApiObject(scope, 'target-group', {
      apiVersion: 'elbv2.k8s.aws/v1beta1',
      kind: 'TargetGroupBinding',
      metadata,
      spec: {
        serviceRef: { name: 'gateway', port: PORT },
        targetGroupName: edge.targetGroup,
        targetType: 'ip',
      },
    })
    return
  }
  new k8s.KubeIngress(scope, 'ingress', {
    metadata,
    spec: {
      ingressClassName: edge.ingressClass,
      tls: [{ hosts: [edge.host], secretName: edge.tlsSecret }],
      rules: [
        {
          host: edge.host,
          http: {
            // Packs too, which no CDN serves here.
            paths: [...CLIENT_PATHS, '/static'].map((path) => ({
              path,
              pathType: 'Prefix',
              backend: { service: { name: 'gateway', port: { name: 'http' } } },
            })),
          },
        },
      ],
    },
  })
}
