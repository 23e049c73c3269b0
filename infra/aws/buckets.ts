import * as s3 from 'aws-cdk-lib/aws-s3'
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { accept } from './nag.ts'
import { bucketName } from './place.ts'
import type { Place } from './place.ts'

/** What every bucket is: open to nobody, and reached over TLS. */
export const CLOSED = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
}

/** What becomes of data when its stack is deleted. */
export const keptIn = ({ stage }: Pick<Place, 'stage'>) =>
  stage.durable ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY

/** Access logs for 90 days. Load balancers and CloudFront write to buckets with S3's own key only. */
export function createAccessLogs(
  stack: Stack,
  place: Place,
  name: 'logs' | 'edge-logs',
  own: Pick<s3.BucketProps, 'objectOwnership'> = {},
): s3.IBucket {
  const bucket = new s3.Bucket(stack, 'AccessLogs', {
    ...CLOSED,
    ...own,
    bucketName: bucketName(place, name, place.region),
    encryption: s3.BucketEncryption.S3_MANAGED,
    lifecycleRules: [
      { expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    removalPolicy: keptIn(place),
  })
  accept(bucket, { S1: 'It is where access logs go.' })
  // CDK's own class does not fit its own interface under exactOptionalPropertyTypes.
  return bucket as s3.IBucket
}
