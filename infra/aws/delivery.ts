import * as eks from 'aws-cdk-lib/aws-eks'
import * as iam from 'aws-cdk-lib/aws-iam'
import { ArnFormat, Duration } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { allow } from './nag.ts'
import { bucketName, parameterName } from './place.ts'
import type { Place } from './place.ts'
import type { Region } from './stages.ts'

const GITHUB = 'token.actions.githubusercontent.com'

/** The role's name is fixed, so that clusters of every region know it. */
const roleName = ({ prefix }: Pick<Place, 'prefix'>) => `${prefix}-deploy`

/**
 * What `.github/workflows/deploy.yaml` may do, by a role that only the repository's environment of this stage takes: look at
 * the clusters, move the weights of their listener's rules, and put packs where CloudFront takes them from.
 */
export function createDelivery(stack: Stack, place: Place): void {
  const { account, repository } = place.config
  const provider = new iam.CfnOIDCProvider(stack, 'GitHub', {
    url: `https://${GITHUB}`,
    clientIdList: ['sts.amazonaws.com'],
  })
  const role = new iam.Role(stack, 'Deploy', {
    roleName: roleName(place),
    // Longer than a canary takes.
    maxSessionDuration: Duration.hours(2),
    assumedBy: new iam.WebIdentityPrincipal(provider.attrArn, {
      StringEquals: {
        [`${GITHUB}:aud`]: 'sts.amazonaws.com',
        [`${GITHUB}:sub`]: `repo:${repository}:environment:${place.stage.name}`,
      },
    }),
  })
  const regions: readonly Region[] = [place.primary, ...place.others]
  const everywhere = (service: string, resource: string, resourceName: string, arnFormat?: ArnFormat) =>
    regions.map((region) =>
      stack.formatArn({ service, region, account, resource, resourceName, ...(arnFormat && { arnFormat }) }),
    )
  const packs = `arn:aws:s3:::${bucketName(place, 'packs', place.primary)}`
  allow(
    role,
    [
      { actions: ['eks:DescribeCluster'], resources: everywhere('eks', 'cluster', place.prefix) },
      {
        actions: ['ssm:GetParameter'],
        resources: ['release-rule', 'packs-bucket'].flatMap((what) =>
          everywhere('ssm', 'parameter', parameterName(place, what).slice(1)),
        ),
      },
      {
        actions: [
          'elasticloadbalancing:DescribeRules',
          'elasticloadbalancing:DescribeTargetGroups',
          'elasticloadbalancing:DescribeTargetHealth',
          'cloudwatch:GetMetricData',
        ],
        resources: ['*'],
      },
      {
        actions: ['elasticloadbalancing:ModifyRule'],
        resources: everywhere('elasticloadbalancing', 'listener-rule', 'app/*'),
      },
      { actions: ['s3:ListBucket'], resources: [packs] },
      { actions: ['s3:GetObject', 's3:PutObject'], resources: [`${packs}/static/*`] },
    ],
    'Descriptions and metrics have no narrower resource; the ids of rules and of packs are not known before they are made.',
  )
}

/** Lets the deployments' role into a cluster: a release makes namespaces and a RuntimeClass, which takes all of it. */
export function letDeploy(stack: Stack, place: Place, cluster: eks.CfnCluster): void {
  new eks.CfnAccessEntry(stack, 'DeployAccess', {
    clusterName: cluster.ref,
    principalArn: stack.formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: roleName(place),
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    }),
    accessPolicies: [
      {
        accessScope: { type: 'cluster' },
        policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
      },
    ],
  })
}
