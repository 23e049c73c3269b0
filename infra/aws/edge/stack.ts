import * as acm from 'aws-cdk-lib/aws-certificatemanager'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as route53 from 'aws-cdk-lib/aws-route53'
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets'
import * as s3 from 'aws-cdk-lib/aws-s3'
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { createAccelerator } from './accelerator.ts'
import type { RegionBalancer } from './accelerator.ts'
import { createDistribution } from './distribution.ts'
import { createPacks } from './packs.ts'
import { createEdgeFirewall } from '../firewall.ts'
import { accept } from '../nag.ts'
import { bucketName, hostsOf } from '../place.ts'
import type { Place } from '../place.ts'
import { SLO } from '../slo.ts'

/** All that stands before the regions; CloudFront's parts can be made in us-east-1 only. */
export function createEdge(
  stack: Stack,
  place: Place,
  zone: route53.IHostedZone,
  balancers: readonly RegionBalancer[],
): void {
  const { graph, origin } = hostsOf(place)
  const logs = createEdgeLogs(stack, place)
  const accelerator = createAccelerator(stack, place, balancers)
  const distribution = createDistribution(stack, place, {
    packs: createPacks(stack, logs, place),
    logs,
    certificate: new acm.Certificate(stack, 'Certificate', {
      domainName: graph,
      validation: acm.CertificateValidation.fromDns(zone),
    }),
    firewallArn: createEdgeFirewall(stack, place).attrArn,
  })

  new route53.CnameRecord(stack, 'Origin', {
    zone,
    recordName: `${origin}.`,
    domainName: accelerator.attrDnsName,
    ttl: Duration.minutes(1),
  })
  const target = route53.RecordTarget.fromAlias(new CloudFrontTarget(distribution))
  new route53.ARecord(stack, 'Graph', { zone, recordName: `${graph}.`, target })
  new route53.AaaaRecord(stack, 'GraphV6', { zone, recordName: `${graph}.`, target })

  new cloudwatch.Alarm(stack, 'EdgeErrors', {
    alarmDescription: 'CloudFront answers more 5xx than the error budget has',
    metric: new cloudwatch.Metric({
      namespace: 'AWS/CloudFront',
      metricName: '5xxErrorRate',
      dimensionsMap: { DistributionId: distribution.distributionId, Region: 'Global' },
      statistic: 'Average',
      period: Duration.minutes(5),
    }),
    // A percentage.
    threshold: 100 * (1 - SLO.availability),
    evaluationPeriods: 3,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  })
}

/** CloudFront writes its logs as an owner of objects, which buckets otherwise know no more. */
function createEdgeLogs(stack: Stack, place: Place): s3.IBucket {
  const logs = new s3.Bucket(stack, 'EdgeLogs', {
    bucketName: bucketName(place, 'edge-logs', place.region),
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.OBJECT_WRITER,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    lifecycleRules: [
      { expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
    removalPolicy: place.stage.durable ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  })
  accept(logs, { S1: 'It is where access logs go.' })
  return logs as s3.IBucket
}
