import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as sns from 'aws-cdk-lib/aws-sns'
import { Duration } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { describeAlarm } from '../alarms.ts'
import type { AlarmName } from '../alarms.ts'
import { SLO } from '../slo.ts'
import { createDashboard } from './dashboard.ts'
import type { Foundation } from './foundation.ts'
import { requestMetrics } from './metrics.ts'
import type { Watched } from './metrics.ts'
import { thresholdsOf } from './thresholds.ts'
import type { Threshold } from './thresholds.ts'

const { GREATER_THAN_THRESHOLD, LESS_THAN_THRESHOLD } = cloudwatch.ComparisonOperator
const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData

/** Alarms on what users notice (the SLO) and on what is about to make them, to one topic; and the dashboard. */
export function createAlarms(stack: Stack, { place, key }: Foundation, watched: Watched): sns.ITopic {
  const topic = new sns.Topic(stack, 'Alarms', {
    topicName: `${place.prefix}-alarms`,
    masterKey: key,
    enforceSSL: true,
  })
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('budgets.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': place.config.account } },
    }),
  )
  const notify = new SnsAction(topic)
  const nameOf = (name: string) => `${place.prefix}-${place.region}-${name}`
  const requests = requestMetrics(watched)

  for (const { name, rate, long, periods, short } of SLO.burns) {
    const threshold = rate * (1 - SLO.availability)
    const window = (id: string, minutes: number, periods: number) =>
      createAlarm(stack, `Burn-${name}-${id}`, {
        metric: requests.failedShare(Duration.minutes(minutes / periods)),
        threshold,
        periods,
      })
    const burn: AlarmName = `burn-${name}`
    new cloudwatch.CompositeAlarm(stack, `Burn-${name}`, {
      compositeAlarmName: nameOf(burn),
      alarmDescription: describeAlarm(burn),
      alarmRule: cloudwatch.AlarmRule.allOf(window('long', long, periods), window('short', short, 1)),
    }).addAlarmAction(notify)
  }
  for (const threshold of thresholdsOf(place, watched)) {
    const { name, of } = threshold
    const id = of === undefined ? name : `${name}-${of}`
    createAlarm(stack, id, threshold, {
      alarmName: nameOf(id),
      alarmDescription: describeAlarm(name),
    }).addAlarmAction(notify)
  }
  createDashboard(stack, place, watched, requests)
  return topic
}

const createAlarm = (
  stack: Stack,
  id: string,
  { metric, threshold, below, periods, missingIsBad }: Omit<Threshold, 'name'>,
  named: { alarmName?: string; alarmDescription?: string } = {},
) =>
  new cloudwatch.Alarm(stack, id, {
    ...named,
    metric,
    threshold,
    evaluationPeriods: periods,
    comparisonOperator: below ? LESS_THAN_THRESHOLD : GREATER_THAN_THRESHOLD,
    treatMissingData: missingIsBad ? BREACHING : NOT_BREACHING,
  })
