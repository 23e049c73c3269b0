import * as eks from 'aws-cdk-lib/aws-eks'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { IApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { ArnFormat } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { podPrincipal } from './cluster.ts'
import { allow } from '../nag.ts'
import type { Allowed } from '../nag.ts'
import { SIDES, bucketName, namespaceOf } from '../place.ts'
import type { Place } from '../place.ts'

interface Identity {
  /** Where the service account is: the same role for each. */
  readonly namespaces: readonly string[]
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
  { key, groups }: { key: IKey; groups: readonly IApplicationTargetGroup[] },
): void {
  const bucket = `arn:aws:s3:::${bucketName(place, 'snapshots', place.region)}`
  const useKey = { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }
  const objects = (...actions: string[]): Identity['statements'] => [
    { actions: ['s3:ListBucket'], resources: [bucket] },
    { actions, resources: [`${bucket}/*`] },
    useKey,
  ]
  const stored = objects('s3:GetObject', 's3:PutObject')
  const collected = objects('s3:GetObject', 's3:DeleteObject')
  const owned = 'Every object of the one bucket, which is this subgraph’s.'
  const identities: Identity[] = [
    { namespaces: SIDES.map(namespaceOf), serviceAccount: 'snapshot', statements: stored, wildcards: owned },
    {
      namespaces: SIDES.map(namespaceOf),
      serviceAccount: 'snapshot-worker',
      statements: collected,
      wildcards: owned,
    },
    {
      namespaces: ['external-secrets'],
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
      namespaces: ['kube-system'],
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
          resources: groups.map((group) => group.targetGroupArn),
        },
      ],
      wildcards: 'Descriptions have no narrower resource. Targets are registered in the two groups only.',
    },
    {
      namespaces: ['kube-system'],
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
  for (const { namespaces, serviceAccount, statements, wildcards } of identities) {
    const role = new iam.Role(stack, `Pod-${serviceAccount}`, { assumedBy: podPrincipal() })
    allow(role, statements, wildcards)
    for (const namespace of namespaces)
      new eks.CfnPodIdentityAssociation(stack, `Association-${namespace}-${serviceAccount}`, {
        clusterName: cluster.ref,
        namespace,
        serviceAccount,
        roleArn: role.roleArn,
      })
  }
}
