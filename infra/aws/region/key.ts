import * as iam from 'aws-cdk-lib/aws-iam'
import * as kms from 'aws-cdk-lib/aws-kms'
import type { Stack } from 'aws-cdk-lib/core'
import { keptIn } from '../buckets.ts'
import { keyAlias } from '../place.ts'
import type { Place } from '../place.ts'

/** The stage's key: made in the primary region, with a replica of the same material in every other. */
export function createKey(stack: Stack, place: Place, primaryKeyArn: string | undefined): kms.IKey {
  const alias = keyAlias(place)
  if (primaryKeyArn === undefined) {
    const key = new kms.Key(stack, 'Key', {
      alias,
      description: `Data of ${place.prefix}`,
      multiRegion: true,
      enableKeyRotation: true,
      removalPolicy: keptIn(place),
    })
    for (const statement of serviceGrants()) key.addToResourcePolicy(statement)
    return key
  }
  const administration = new iam.PolicyStatement({
    principals: [new iam.AccountRootPrincipal()],
    actions: ['kms:*'],
    resources: ['*'],
  })
  const replica = new kms.CfnReplicaKey(stack, 'Key', {
    primaryKeyArn,
    description: `Data of ${place.prefix}`,
    keyPolicy: new iam.PolicyDocument({ statements: [administration, ...serviceGrants()] }),
  })
  replica.applyRemovalPolicy(keptIn(place))
  const key = kms.Key.fromKeyArn(stack, 'ReplicaKey', replica.attrArn)
  new kms.Alias(stack, 'Alias', { aliasName: alias, targetKey: key })
  return key
}

/** Alarms and budgets reach an encrypted topic only if who sends them may use its key. */
const serviceGrants = () => [
  new iam.PolicyStatement({
    principals: ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'].map(
      (service) => new iam.ServicePrincipal(service),
    ),
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
  }),
]
