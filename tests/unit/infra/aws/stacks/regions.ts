import { describe, expect, it } from '@jest/globals'
import { ALARMS, describeAlarm } from '../../../../../infra/aws/alarms.ts'
import { REGIONS, STAGES, primaryOf } from '../../../../../infra/aws/stages.ts'
import type { Region } from '../../../../../infra/aws/stages.ts'
import type { Json, Synthesised } from './support.ts'

export function describeRegions({ all, of }: Synthesised): void {
  describe('regions', () => {
    it('are three in production, over three zones each, writing in the first', () => {
      expect(new Set(all('production').map(({ region }) => region))).toEqual(new Set(Object.keys(REGIONS)))
      for (const region of Object.keys(REGIONS) as Region[]) {
        const zones = of('AWS::EC2::Subnet', 'production', region).map(
          ({ properties }) => properties.AvailabilityZone,
        )
        expect(new Set(zones)).toEqual(new Set(REGIONS[region].zones))
        expect(of('AWS::EC2::NatGateway', 'production', region)).toHaveLength(3)
        expect(of('AWS::EKS::Cluster', 'production', region)).toHaveLength(1)
      }
      expect(primaryOf(STAGES.production)).toBe('us-east-1')
    })

    it('reach the primary and are reached by it', () => {
      const over = (region: Region) =>
        of('AWS::EC2::Route', 'production', region)
          .filter(({ properties }) => properties.VpcPeeringConnectionId)
          .map(({ properties }) => properties.DestinationCidrBlock)
      expect(new Set(over('us-east-1'))).toEqual(new Set(['10.1.0.0/16', '10.2.0.0/16']))
      expect(new Set(over('eu-west-1'))).toEqual(new Set(['10.0.0.0/16']))
      expect(over('ap-northeast-1')).toHaveLength(6)
    })

    it('share one key', () => {
      const [key] = of('AWS::KMS::Key')
      expect(key?.properties).toMatchObject({ MultiRegion: true, EnableKeyRotation: true })
      expect(
        of('AWS::KMS::ReplicaKey')
          .map(({ region }) => region)
          .sort(),
      ).toEqual(['ap-northeast-1', 'eu-west-1'])
    })
  })

  describe('nodes', () => {
    const group = (name: string) =>
      of('AWS::EKS::Nodegroup', 'production', 'us-east-1').find(
        ({ properties }) => properties.NodegroupName === name,
      )!

    it('do jobs on Spot capacity of several types', () => {
      expect(group('workers').properties.CapacityType).toBe('SPOT')
      expect(group('workers').properties.InstanceTypes.length).toBeGreaterThan(2)
      expect(group('services').properties.CapacityType).toBe('ON_DEMAND')
    })

    it('run sandboxes under gVisor, apart from everything else', () => {
      const { Taints, LaunchTemplate } = group('sandboxes').properties
      expect(Taints).toEqual([{ Key: 'agent-state/nodes', Value: 'sandboxes', Effect: 'NO_SCHEDULE' }])
      const template = of('AWS::EC2::LaunchTemplate', 'production', 'us-east-1').find(
        ({ id }) => id === LaunchTemplate.Id.Ref,
      )!
      const data = template.properties.LaunchTemplateData
      expect(JSON.stringify(data.UserData)).toContain('io.containerd.runsc.v1')
      expect(JSON.stringify(data.SecurityGroupIds)).toContain('SandboxGroup')
      const [sandbox] = of('AWS::EC2::SecurityGroup', 'production', 'us-east-1').filter(({ id }) =>
        /^SandboxGroup/.test(id),
      )
      const ports = sandbox!.properties.SecurityGroupEgress.map((rule: Json) => rule.ToPort)
      expect(ports).toEqual([443])
    })

    it('keep their credentials from pods', () => {
      for (const { properties } of of('AWS::EC2::LaunchTemplate').filter(({ id }) => /^Template/.test(id))) {
        expect(properties.LaunchTemplateData.MetadataOptions).toEqual({
          HttpTokens: 'required',
          HttpPutResponseHopLimit: 1,
        })
      }
    })
  })

  describe('alarms', () => {
    it('tell when the error budget burns too fast, and when p99 is over what is promised', () => {
      const alarms = of('AWS::CloudWatch::Alarm', 'production', 'us-east-1')
      const threshold = (id: string) => alarms.find((alarm) => alarm.id.startsWith(id))?.properties.Threshold
      expect(threshold('Burnfastlong')).toBeCloseTo(0.0144)
      expect(threshold('Burnslowlong')).toBeCloseTo(0.006)
      expect(threshold('Burnsteadylong')).toBeCloseTo(0.001)
      expect(threshold('latency')).toBe(0.1)
      const composites = of('AWS::CloudWatch::CompositeAlarm', 'production', 'us-east-1')
      expect(composites).toHaveLength(3)
      for (const { properties } of composites) {
        expect(properties.AlarmActions).toHaveLength(1)
        expect(JSON.stringify(properties.AlarmRule)).toContain(' AND ')
      }
      expect(of('AWS::CloudWatch::Dashboard')).toHaveLength(3)
    })

    it('look at windows that CloudWatch has', () => {
      for (const { properties } of of('AWS::CloudWatch::Alarm')) {
        const periods = [
          ...(properties.Metrics ?? []).map(({ MetricStat }: Json) => MetricStat?.Period),
          properties.Period,
        ].filter((period) => period !== undefined)
        expect(periods.length).toBeGreaterThan(0)
        for (const period of periods) {
          expect(period % 60).toBe(0)
          expect(period).toBeLessThanOrEqual(86_400)
          expect(period * properties.EvaluationPeriods).toBeLessThanOrEqual(period < 3_600 ? 86_400 : 604_800)
        }
      }
    })

    it('are heard: each tells somebody, or is part of one that does', () => {
      for (const { id, properties } of of('AWS::CloudWatch::Alarm')) {
        expect([id, properties.AlarmActions?.length ?? 0]).toEqual([id, /^Burn/.test(id) ? 0 : 1])
      }
    })

    it('are all those that runbooks know, by name, and say which page to read', () => {
      const named = [
        ...of('AWS::CloudWatch::Alarm').map(({ properties }) => [
          properties.AlarmName,
          properties.AlarmDescription,
        ]),
        ...of('AWS::CloudWatch::CompositeAlarm').map(({ properties }) => [
          properties.AlarmName,
          properties.AlarmDescription,
        ]),
        ...of('AWS::Budgets::Budget').map(({ properties }) => [
          properties.Budget.BudgetName,
          describeAlarm('budget'),
        ]),
      ].filter(([name]) => name !== undefined)
      const prefix = /^agent-state-production-[a-z]+-[a-z]+-\d-/
      for (const [name, { runbook }] of Object.entries(ALARMS)) {
        const found = named.filter(([full]) => full.replace(prefix, '').startsWith(name))
        expect({ [name]: found.length }).not.toEqual({ [name]: 0 })
        for (const [, description] of found) expect(description).toContain(`infra/runbooks/${runbook}.md`)
      }
      expect(new Set(named.map(([name]) => name)).size).toBe(named.length)
    })
  })
}
