import { describe, expect, it } from '@jest/globals'
import { REGIONS, STAGES } from '../../../../../infra/aws/stages.ts'
import type { Region } from '../../../../../infra/aws/stages.ts'
import { shardMapSchema } from '../../../../../prisma/shard-map.ts'
import { stages } from './support.ts'
import type { Json, Synthesised } from './support.ts'

/** What a parameter will hold, with a word for what is known once it is deployed. */
const joined = (value: Json): string =>
  typeof value === 'string'
    ? value
    : value['Fn::Join'][1].map((part: Json) => (typeof part === 'string' ? part : 'host')).join('')

export function describeData({ of }: Synthesised): void {
  describe('databases', () => {
    const instances = (region: Region) => of('AWS::RDS::DBInstance', 'production', region)

    it('have a writer in two zones and five readers where they are hot', () => {
      const here = instances('us-east-1')
      const writers = here.filter(({ properties }) => !properties.SourceDBInstanceIdentifier)
      expect(writers).toHaveLength(6)
      for (const { id, properties } of writers) {
        expect(properties).toMatchObject({
          MultiAZ: true,
          StorageEncrypted: true,
          DeletionProtection: true,
          BackupRetentionPeriod: 35,
          PubliclyAccessible: false,
        })
        const readers = here.filter(({ properties: p }) => p.SourceDBInstanceIdentifier?.Ref === id)
        expect(readers).toHaveLength(properties.DBInstanceIdentifier.includes('hot') ? 5 : 1)
      }
    })

    it.each(['eu-west-1', 'ap-northeast-1'] as const)('have replicas in %s', (region) => {
      const here = instances(region)
      expect(here).toHaveLength(6)
      for (const { properties } of here) {
        expect(properties.SourceRegion).toBe('us-east-1')
        expect(properties.SourceDBInstanceIdentifier).toMatch(
          /^arn:aws:rds:us-east-1:\d+:db:agent-state-production-/,
        )
        expect(properties.KmsKeyId).toBeDefined()
      }
    })

    it('change their passwords', () => {
      const secrets = of('AWS::SecretsManager::Secret').filter(({ properties }) =>
        /database\//.test(properties.Name),
      )
      expect(secrets).toHaveLength(12)
      const rotations = of('AWS::SecretsManager::RotationSchedule')
      expect(rotations).toHaveLength(12)
      // They become part of URLs.
      for (const { properties } of rotations)
        expect(properties.HostedRotationLambda.ExcludeCharacters).toMatch(/[/@:%#?"']/)
    })

    it('are where pods of every region find them, in a map that the platform reads', () => {
      for (const region of Object.keys(REGIONS) as Region[]) {
        const [map] = of('AWS::SSM::Parameter', 'production', region).filter(
          ({ properties }) => properties.Name === '/agent-state-production/shard-map',
        )
        const text = joined(map!.properties.Value)
        expect(shardMapSchema.safeParse(JSON.parse(text)).error).toBeUndefined()
        const urls = text.match(/postgres:/g)?.length ?? 0
        // A parameter of this tier takes 8 KiB; host names are longer than what stands for them here.
        expect(map!.properties.Tier).toBe('Advanced')
        expect(text.length + urls * 60).toBeLessThan(8_192)
        for (const { writer, direct, readers, prepare } of JSON.parse(text)) {
          expect(prepare).toBe(true)
          expect(writer).toMatch(
            /^postgres:\/\/(hot|cold)-\d@.+:6432\/(hot|cold)-\d\?uselibpqcompat=true&sslmode=require$/,
          )
          const beside = region === 'us-east-1' && writer.includes('hot') ? 5 : 1
          expect(readers).toHaveLength(beside)
          for (const reader of readers)
            expect(reader).toMatch(/^postgres:\/\/(hot|cold)-\d@.+:6432\/(hot|cold)-\d-reader-\d\?uselibpq/)
          expect(direct).toMatch(/^postgres:\/\/(hot|cold)-\d@.+:5433\/agent_state\?/)
        }
      }
    })

    it('compile no searches, and can be copied a shard at a time', () => {
      for (const { properties } of of('AWS::RDS::DBParameterGroup'))
        expect(properties.Parameters).toMatchObject({
          jit: '0',
          'rds.logical_replication': '1',
          'rds.force_ssl': '1',
        })
    })

    it('let in poolers, workers and rotation only', () => {
      for (const region of Object.keys(REGIONS) as Region[]) {
        const [group] = of('AWS::EC2::SecurityGroup', 'production', region).filter(({ id }) =>
          /^DatabaseGroup/.test(id),
        )
        const rules = of('AWS::EC2::SecurityGroupIngress', 'production', region).filter(({ properties }) =>
          JSON.stringify(properties.GroupId).includes(group!.id),
        )
        const sources = rules.map(({ properties }) => JSON.stringify(properties.SourceSecurityGroupId))
        expect(sources.length).toBeGreaterThanOrEqual(2)
        for (const source of sources) expect(source).toMatch(/PoolerGroup|RotationGroup|"Cluster"/)
        const ranges = rules.flatMap(({ properties }) => properties.CidrIp ?? [])
        expect(ranges).toEqual([])
        // Workers of the other regions, in the primary.
        const others = (group!.properties.SecurityGroupIngress ?? []).map(({ CidrIp }: Json) => CidrIp)
        expect(others).toEqual(region === 'us-east-1' ? ['10.1.0.0/16', '10.2.0.0/16'] : [])
      }
    })

    it('are copied each night, and the copy to another region', () => {
      const [plan] = of('AWS::Backup::BackupPlan')
      const [rule] = plan!.properties.BackupPlan.BackupPlanRule
      expect(rule.Lifecycle.DeleteAfterDays).toBe(35)
      expect(rule.CopyActions[0].DestinationBackupVaultArn).toContain('eu-west-1')
      expect(of('AWS::Backup::BackupVault')).toHaveLength(3)
    })

    it('are behind poolers that verify them, by transaction', () => {
      const [template] = of('AWS::EC2::LaunchTemplate', 'production', 'us-east-1').filter(({ id }) =>
        /^Pooler/.test(id),
      )
      const script = JSON.stringify(template!.properties.LaunchTemplateData.UserData)
      expect(script).toContain('pool_mode = transaction')
      expect(script).toContain('server_tls_sslmode = verify-full')
      for (const { name } of STAGES.production.databases) expect(script).toContain(`${name}\\" = host=`)
      expect(script.match(/hot-0-reader-\d\W+ = host=/g)).toHaveLength(5)
    })
  })

  describe('cache', () => {
    it('is Redis in cluster mode, three shards of four, encrypted', () => {
      const [group] = of('AWS::ElastiCache::ReplicationGroup', 'production', 'us-east-1')
      expect(group?.properties).toMatchObject({
        NumNodeGroups: 3,
        ReplicasPerNodeGroup: 3,
        MultiAZEnabled: true,
        AtRestEncryptionEnabled: true,
        TransitEncryptionEnabled: true,
      })
    })
  })

  describe('objects', () => {
    it('are tiered where tiering does anything, copied to another region, and gone 30 days after deletion', () => {
      const [bucket] = of('AWS::S3::Bucket', 'production', 'us-east-1').filter(({ id }) =>
        /^Snapshots/.test(id),
      )
      const [tiers, gone] = bucket!.properties.LifecycleConfiguration.Rules
      expect(tiers.Transitions).toEqual([{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 0 }])
      expect(gone.NoncurrentVersionExpiration).toEqual({ NoncurrentDays: 30 })
      const [rule] = bucket!.properties.ReplicationConfiguration.Rules
      expect(rule.Destination.Bucket).toContain('snapshots-111122223333-eu-west-1')
      expect(rule.DeleteMarkerReplication).toEqual({ Status: 'Enabled' })
    })

    it.each(stages)('are open to nobody in %s', (stage) => {
      for (const { properties } of of('AWS::S3::Bucket', stage)) {
        expect(Object.values(properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true])
      }
    })
  })
}
