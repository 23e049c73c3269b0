import { describe, expect, it } from '@jest/globals'
import { STAGES } from '../../../../infra/aws/stages.ts'
import { estimate, total } from '../../../../infra/cost/estimate.ts'
import { levers } from '../../../../infra/cost/levers.ts'
import { PRICES, instanceMonth, tiered } from '../../../../infra/cost/prices.ts'
import { resourceLines } from '../../../../infra/cost/resources.ts'
import type { Resource } from '../../../../infra/cost/resources.ts'

const resource = (type: string, properties: unknown, region: Resource['region'] = 'us-east-1'): Resource => ({
  region,
  id: 'Thing',
  type,
  properties,
  sibling: () => ({ LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { VolumeSize: 50 } }] } }),
})

const database = { DBInstanceClass: 'db.r7g.large', AllocatedStorage: '100', MultiAZ: true }
const usd = (resources: Resource[]) => total(resourceLines(resources, PRICES))

describe('prices', () => {
  it('are of an instance’s family, by its size', () => {
    expect(instanceMonth(PRICES.ec2, 'm7g.4xlarge', PRICES)).toBeCloseTo(0.6528 * 730)
    expect(instanceMonth(PRICES.ec2, 't4g.nano', PRICES)).toBeCloseTo(0.0042 * 730)
    expect(instanceMonth(PRICES.elasticache, 'cache.r7g.12xlarge', PRICES)).toBeCloseTo(5.244 * 730)
  })

  it.each(['m7g.huge', 'x99.large', 'm7g'])('are not made up for %s', (type) => {
    expect(() => instanceMonth(PRICES.ec2, type, PRICES)).toThrow(`no price for ${type}`)
  })

  it('in tiers are each for the part within', () => {
    const tiers = [
      [10, 3],
      [30, 2],
      [Infinity, 1],
    ] as const
    expect(tiered(tiers, 5)).toBe(15)
    expect(tiered(tiers, 40)).toBe(10 * 3 + 20 * 2 + 10)
  })
})

describe('what is there', () => {
  it('costs twice in two zones, and more in other regions', () => {
    const once = 0.239 * 730 + 100 * 0.115
    expect(usd([resource('AWS::RDS::DBInstance', database)])).toBeCloseTo(2 * once)
    expect(usd([resource('AWS::RDS::DBInstance', { ...database, MultiAZ: false }, 'eu-west-1')])).toBeCloseTo(
      1.12 * once,
    )
  })

  it('counts nodes as wanted, with their disks, Spot at its share', () => {
    const nodes = {
      CapacityType: 'SPOT',
      InstanceTypes: ['m7g.xlarge'],
      ScalingConfig: { MinSize: 0, DesiredSize: 3, MaxSize: 9 },
      LaunchTemplate: { Id: { Ref: 'Template' } },
    }
    expect(usd([resource('AWS::EKS::Nodegroup', nodes)])).toBeCloseTo(3 * (0.1632 * 730 * 0.4 + 50 * 0.08))
  })

  it('is never left out: an unknown type is an error', () => {
    expect(() => usd([resource('AWS::Redshift::Cluster', {})])).toThrow('AWS::Redshift::Cluster has no price')
  })
})

describe('what is done with it', () => {
  const inputs = {
    resources: [resource('AWS::RDS::DBInstance', database), resource('AWS::EKS::Cluster', {}, 'eu-west-1')],
    load: STAGES.production.load,
    prices: PRICES,
    primary: 'us-east-1' as const,
  }
  const item = (name: string, of: Parameters<typeof estimate>[0] = inputs) =>
    estimate(of).find((line) => line.item === name)?.usd

  it('is priced by the request', () => {
    const millions = (5_000 * 730 * 3_600) / 1e6
    expect(item('requests')).toBeCloseTo(millions)
    expect(item('firewall at the edge')).toBeCloseTo(0.6 * millions)
  })

  it('tiers no small objects, and writes fewer large ones', () => {
    const large = { ...inputs, load: { ...inputs.load, blockKib: 8_192 } }
    expect(item('storage', large)).toBeLessThan(item('storage')! / 2)
    expect(item('writes', large)).toBeCloseTo((item('writes')! * 20) / 8_192)
  })

  it('is compared one change at a time, the strongest first', () => {
    const changes = levers(inputs)
    const sizes = changes.map(([, change]) => Math.abs(change))
    expect(sizes).toEqual(sizes.toSorted((one, other) => other - one))
    expect(Object.fromEntries(changes)['one region only']).toBeLessThan(0)
  })
})
