import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import * as s3 from 'aws-cdk-lib/aws-s3'
import { Duration, Validations } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { CLOSED, keptIn } from '../buckets.ts'
import { allow } from '../nag.ts'
import { bucketName } from '../place.ts'
import type { Place } from '../place.ts'
import type { Region } from '../stages.ts'

/** Intelligent-Tiering moves no smaller object, so there is no point in putting one there. */
const MONITORED_BYTES = 128 * 1024

/**
 * Blocks and manifests of snapshots. A deleted object can be had back for 30 days, against mistakes of ours, and then is
 * gone everywhere. The first of the other regions has a copy of everything, deletions too.
 */
export function createSnapshots(stack: Stack, key: kms.IKey, logs: s3.IBucket, place: Place): void {
  const [replica] = place.isPrimary ? place.others : []
  const bucket = new s3.Bucket(stack, 'Snapshots', {
    ...CLOSED,
    bucketName: bucketName(place, 'snapshots', place.region),
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    versioned: true,
    serverAccessLogsBucket: logs,
    serverAccessLogsPrefix: 'snapshots/',
    lifecycleRules: [
      {
        id: 'tiers',
        transitions: [
          { storageClass: s3.StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(0) },
        ],
        objectSizeGreaterThan: MONITORED_BYTES,
      },
      {
        id: 'gone',
        noncurrentVersionExpiration: Duration.days(30),
        expiredObjectDeleteMarker: true,
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    removalPolicy: keptIn(place),
  })
  Validations.of(bucket).acknowledge({
    id: 'CloudFormation-Validate::W9003',
    reason: 'CDK writes the size of a rule as a number, and CloudFormation reads it as the text it wants.',
  })
  if (replica) replicate(stack, bucket, key, place, replica)
}

function replicate(stack: Stack, bucket: s3.Bucket, key: kms.IKey, place: Place, region: Region): void {
  const destination = `arn:aws:s3:::${bucketName(place, 'snapshots', region)}`
  const destinationKey = stack.formatArn({ service: 'kms', region, resource: 'key', resourceName: key.keyId })
  const source = `arn:aws:s3:::${bucketName(place, 'snapshots', place.region)}`
  const role = new iam.Role(stack, 'Replication', { assumedBy: new iam.ServicePrincipal('s3.amazonaws.com') })
  allow(
    role,
    [
      { actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'], resources: [source] },
      {
        actions: [
          's3:GetObjectVersionForReplication',
          's3:GetObjectVersionAcl',
          's3:GetObjectVersionTagging',
        ],
        resources: [`${source}/*`],
      },
      {
        actions: ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
        resources: [`${destination}/*`],
      },
      { actions: ['kms:Decrypt'], resources: [key.keyArn] },
      { actions: ['kms:Encrypt'], resources: [destinationKey] },
    ],
    'Replication is of every object of the one bucket, and the role reaches no other.',
  )
  const raw = bucket.node.defaultChild as s3.CfnBucket
  raw.replicationConfiguration = {
    role: role.roleArn,
    rules: [
      {
        id: 'everything',
        priority: 1,
        status: 'Enabled',
        filter: { prefix: '' },
        deleteMarkerReplication: { status: 'Enabled' },
        sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
        destination: {
          bucket: destination,
          encryptionConfiguration: { replicaKmsKeyId: destinationKey },
        },
      },
    ],
  }
}
