import * as budgets from 'aws-cdk-lib/aws-budgets'
import * as acm from 'aws-cdk-lib/aws-certificatemanager'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import * as route53 from 'aws-cdk-lib/aws-route53'
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Duration } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { createAccelerator } from './accelerator.ts'
import type { RegionBalancer } from './accelerator.ts'
import { createDistribution } from './distribution.ts'
import { createPacks } from './packs.ts'
import { describeAlarm } from '../alarms.ts'
import { createAccessLogs } from '../buckets.ts'
import { createEdgeFirewall } from '../firewall.ts'
import { hostsOf } from '../place.ts'
import type { Place } from '../place.ts'
import { SLO } from '../slo.ts'

/** All that stands before the regions; CloudFront's parts can be made in us-east-1 only. */
export function createEdge(
  stack: Stack,
  place: Place,
  zone: route53.IHostedZone,
  balancers: readonly RegionBalancer[],
  alarms: ITopic,
): void {
  const { graph, origin } = hostsOf(place)
  // CloudFront writes its logs as an owner of objects, which buckets otherwise know no more.
  const logs = createAccessLogs(stack, place, 'edge-logs', {
    objectOwnership: s3.ObjectOwnership.OBJECT_WRITER,
  })
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
    alarmName: `${place.prefix}-${place.region}-edge-errors`,
    alarmDescription: describeAlarm('edge-errors'),
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
  }).addAlarmAction(new SnsAction(alarms))
  createBudget(stack, place, alarms)
}

/** Of the whole account, since a stage has one of its own: told at four fifths of it, and as soon as the month will go over. */
function createBudget(stack: Stack, { stage, prefix, region }: Place, alarms: ITopic): void {
  const subscribers = [{ subscriptionType: 'SNS', address: alarms.topicArn }]
  const over = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notification: {
      notificationType,
      threshold,
      comparisonOperator: 'GREATER_THAN',
      thresholdType: 'PERCENTAGE',
    },
    subscribers,
  })
  new budgets.CfnBudget(stack, 'Budget', {
    budget: {
      budgetName: `${prefix}-${region}-budget`,
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: stage.budgetUsd, unit: 'USD' },
    },
    notificationsWithSubscribers: [over('ACTUAL', 80), over('FORECASTED', 100)],
  })
}
