import * as s3 from 'aws-cdk-lib/aws-s3'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import { RemovalPolicy } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { CLOSED } from '../buckets.ts'
import { bucketName, parameterName } from '../place.ts'
import type { Place } from '../place.ts'

/** Runtime packs under `static/`: immutable, public through CloudFront, and made anew from their sources when lost. */
export function createPacks(stack: Stack, logs: s3.IBucket, place: Place): s3.IBucket {
  const bucket = new s3.Bucket(stack, 'Packs', {
    ...CLOSED,
    bucketName: bucketName(place, 'packs', place.region),
    // CloudFront's access control reads what S3's own key encrypts; packs are no secret.
    encryption: s3.BucketEncryption.S3_MANAGED,
    serverAccessLogsBucket: logs,
    serverAccessLogsPrefix: 'packs/',
    removalPolicy: RemovalPolicy.DESTROY,
  })
  new StringParameter(stack, 'PacksBucket', {
    parameterName: parameterName(place, 'packs-bucket'),
    description: 'Where a deployment puts packs, under static/packs/',
    stringValue: bucket.bucketName,
  })
  return bucket as s3.IBucket
}
