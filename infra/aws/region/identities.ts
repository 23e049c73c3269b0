import * as eks from 'aws-cdk-lib/aws-eks'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { ArnFormat } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { podPrincipal } from './cluster.ts'
import { allow } from '../nag.ts'
import type { Allowed } from '../nag.ts'
import { NAMESPACE, bucketName } from '../place.ts'
import type { Place } from '../place.ts'

interface Identity {
  readonly namespace: string
  readonly serviceAccount: string
  readonly statements: readonly Allowed[]
  /** Why a statement names more than one thing, where one does. */
  readonly wildcards: string
}

/** Pods that may ask something of AWS, and exactly what. All others may ask nothing. */
export function createIdentities(
  stack: Stack,
  cluster: eks.CfnCluster,
  place: Place,
  { key, targetGroupArn }: { key: IKey; targetGroupArn: string },
): void {
  const bucket = `arn:aws:s3:::${bucketName(place, 'snapshots', place.region)}`
  const useKey = { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }
  const objects: Identity['statements'] = [
    { actions: ['s3:ListBucket'], resources: [bucket] },
    {
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      resources: [`${bucket}/*`],
    },
    useKey,
  ]
  const owned = 'Every object of the one bucket, which is this subgraph’s.'
  const identities: Identity[] = [
    { namespace: NAMESPACE, serviceAccount: 'snapshot', statements: objects, wildcards: owned },
    { namespace: NAMESPACE, serviceAccount: 'snapshot-worker', statements: objects, wildcards: owned },
    {
      namespace: 'external-secrets',
      serviceAccount: 'external-secrets',
      statements: [
        {
          actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
          resources: [
            stack.formatArn({
              service: 'secretsmanager',
              resource: 'secret',
              resourceName: `${place.prefix}/*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          ],
        },
        {
          actions: ['ssm:GetParameter'],
          resources: [
            stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: `${place.prefix}/*` }),
          ],
        },
        { actions: ['kms:Decrypt'], resources: [key.keyArn] },
      ],
      wildcards: 'All secrets of this stage and no others.',
    },
    {
      namespace: 'kube-system',
      serviceAccount: 'aws-load-balancer-controller',
      statements: [
        {
          actions: [
            'elasticloadbalancing:DescribeTargetGroups',
            'elasticloadbalancing:DescribeTargetGroupAttributes',
            'elasticloadbalancing:DescribeTargetHealth',
            'ec2:DescribeVpcs',
            'ec2:DescribeAvailabilityZones',
            'ec2:DescribeInstances',
            'ec2:DescribeNetworkInterfaces',
            'ec2:DescribeSecurityGroups',
            'ec2:DescribeSubnets',
          ],
          resources: ['*'],
        },
        {
          actions: ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
          resources: [targetGroupArn],
        },
      ],
      wildcards: 'Descriptions have no narrower resource. Targets are registered in the one group only.',
    },
    {
      namespace: 'kube-system',
      serviceAccount: 'cluster-autoscaler',
      statements: [
        {
          actions: [
            'autoscaling:DescribeAutoScalingGroups',
            'autoscaling:DescribeAutoScalingInstances',
            'autoscaling:DescribeScalingActivities',
            'autoscaling:DescribeTags',
            'ec2:DescribeInstanceTypes',
            'ec2:DescribeLaunchTemplateVersions',
            'eks:DescribeNodegroup',
          ],
          resources: ['*'],
        },
        {
          actions: ['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:ResourceTag/eks:cluster-name': place.prefix } },
        },
      ],
      wildcards: 'Descriptions have no narrower resource. Changes are held to this cluster’s groups by tag.',
    },
  ]
  for (const { namespace, serviceAccount, statements, wildcards } of identities) {
    const role = new iam.Role(stack, `Pod-${serviceAccount}`, { assumedBy: podPrincipal() })
    allow(role, statements, wildcards)
    new eks.CfnPodIdentityAssociation(stack, `Association-${serviceAccount}`, {
      clusterName: cluster.ref,
      namespace,
      serviceAccount,
      roleArn: role.roleArn,
    })
  }
}
