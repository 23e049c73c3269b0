import { describe, expect, it } from '@jest/globals'
import { DEREGISTRATION_SECONDS, ORIGIN_KEEP_ALIVE_SECONDS, PORTS } from '../../../../../infra/aws/place.ts'
import { REGIONS } from '../../../../../infra/aws/stages.ts'
import type { Region } from '../../../../../infra/aws/stages.ts'
import { cachePolicy } from '../../../../../infra/edge/cache-policy.ts'
import { KEEP_ALIVE_MS } from '../../../../../subgraphs/kit/http.ts'
import type { Found, Json, Synthesised } from './support.ts'

export function describeEdge({ of }: Synthesised): void {
  describe('edge', () => {
    const distribution = () => of('AWS::CloudFront::Distribution')[0]!.properties.DistributionConfig

    it('stores what the cache policy says, and nothing of /graphql', () => {
      const { CacheBehaviors, DefaultCacheBehavior, CustomErrorResponses } = distribution()
      expect(CacheBehaviors.map((behaviour: Json) => behaviour.PathPattern)).toEqual(
        cachePolicy.stored.map(({ path }) => path),
      )
      // Managed-CachingDisabled
      expect(DefaultCacheBehavior.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad')
      expect(CustomErrorResponses).toEqual(
        cachePolicy.errorStatuses.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
      )
      const policies = of('AWS::CloudFront::CachePolicy').map(
        ({ properties }) => properties.CachePolicyConfig,
      )
      for (const policy of policies) {
        expect(policy).toMatchObject({ MinTTL: 0, MaxTTL: 86_400 })
        expect(policy.ParametersInCacheKeyAndForwardedToOrigin).toMatchObject({
          CookiesConfig: { CookieBehavior: 'none' },
          HeadersConfig: { HeaderBehavior: 'none' },
        })
      }
    })

    it('asks in public without anything of the caller’s', () => {
      const { CacheBehaviors, Origins } = distribution()
      const [open] = CacheBehaviors
      expect(open.OriginRequestPolicyId).toBeUndefined()
      expect(open.FunctionAssociations).toHaveLength(1)
      const headers = Origins.find((origin: Json) => origin.Id === open.TargetOriginId).OriginCustomHeaders
      expect(headers.map((header: Json) => header.HeaderName)).toEqual([
        'apollo-require-preflight',
        'x-origin-verify',
      ])
      expect(of('AWS::CloudFront::OriginAccessControl')).toHaveLength(1)
    })

    it('limits rates: by address at the edge, by zone in a region', () => {
      const rate = (acl: Found, name: string) =>
        acl.properties.Rules.find((rule: Json) => rule.Name === name).Statement.RateBasedStatement
      const acls = of('AWS::WAFv2::WebACL')
      const edge = acls.find(({ properties }) => properties.Scope === 'CLOUDFRONT')!
      expect(rate(edge, 'address')).toMatchObject({ AggregateKeyType: 'IP', Limit: 60_000 })
      const regional = acls.filter(({ properties }) => properties.Scope === 'REGIONAL')
      expect(regional).toHaveLength(3)
      for (const acl of regional) {
        expect(rate(acl, 'requests-per-second-and-zone')).toMatchObject({
          AggregateKeyType: 'CONSTANT',
          // 10,000 requests/s × 3 zones over a minute
          Limit: 1_800_000,
          EvaluationWindowSec: 60,
        })
        expect(acl.properties.Rules[0]).toMatchObject({ Name: 'not-from-cloudfront', Action: { Block: {} } })
      }
      expect(of('AWS::WAFv2::WebACLAssociation')).toHaveLength(3)
    })

    it('gives a release the client’s paths alone, from one group at rest, and waits for what is under way', () => {
      for (const region of Object.keys(REGIONS) as Region[]) {
        const [rule] = of('AWS::ElasticLoadBalancingV2::ListenerRule', 'production', region)
        expect(rule!.properties.Conditions).toEqual([
          {
            Field: 'path-pattern',
            PathPatternConfig: { Values: ['/graphql', '/graphql/*', '/events', '/events/*'] },
          },
        ])
        expect(rule!.properties.Actions).toEqual([
          expect.objectContaining({
            Type: 'forward',
            TargetGroupArn: { Ref: expect.stringMatching(/blue/) },
          }),
        ])
        const groups = of('AWS::ElasticLoadBalancingV2::TargetGroup', 'production', region).filter(
          ({ properties }) => properties.Port === PORTS.gateway,
        )
        expect(groups.map(({ properties }) => properties.Name)).toEqual([
          'agent-state-production-blue',
          'agent-state-production-green',
        ])
        for (const { properties } of groups) {
          const attributes = Object.fromEntries(
            properties.TargetGroupAttributes.map(({ Key, Value }: Json) => [Key, Value]),
          )
          expect(attributes['deregistration_delay.timeout_seconds']).toBe(String(DEREGISTRATION_SECONDS))
          expect(properties.HealthCheckPath).toBe('/readyz')
        }
        const listeners = of('AWS::ElasticLoadBalancingV2::Listener', 'production', region)
        const https = listeners.find(({ properties }) => properties.Port === 443)!
        expect(https.properties.DefaultActions[0]).toMatchObject({ Type: 'fixed-response' })
      }
    })

    it('lets go of idle connections on the side that asks', () => {
      const seconds = of('AWS::ElasticLoadBalancingV2::LoadBalancer')
        .flatMap(({ properties }) => properties.LoadBalancerAttributes)
        .filter(({ Key }: Json) => Key === 'idle_timeout.timeout_seconds')
        .map(({ Value }: Json) => Number(Value))
      expect(seconds).toHaveLength(3)
      for (const idle of seconds) {
        expect(idle).toBeLessThan(KEEP_ALIVE_MS / 1_000)
        expect(idle).toBeGreaterThan(ORIGIN_KEEP_ALIVE_SECONDS)
      }
      for (const { CustomOriginConfig } of distribution().Origins)
        if (CustomOriginConfig)
          expect(CustomOriginConfig.OriginKeepaliveTimeout).toBe(ORIGIN_KEEP_ALIVE_SECONDS)
    })

    it('finds the nearest healthy region, whose balancer lets in CloudFront alone', () => {
      const groups = of('AWS::GlobalAccelerator::EndpointGroup')
      expect(groups.map(({ properties }) => properties.EndpointGroupRegion)).toEqual(Object.keys(REGIONS))
      for (const region of Object.keys(REGIONS) as Region[]) {
        const balancers = of('AWS::ElasticLoadBalancingV2::LoadBalancer', 'production', region)
        expect(balancers.map(({ properties }) => properties.Scheme)).toEqual(['internal', 'internal'])
        const [group] = of('AWS::EC2::SecurityGroup', 'production', region).filter(({ id }) =>
          /^BalancerGroup/.test(id),
        )
        expect(group!.properties.SecurityGroupIngress).toBeUndefined()
        const ingress = of('AWS::EC2::SecurityGroupIngress', 'production', region).filter(({ properties }) =>
          JSON.stringify(properties.GroupId).includes(group!.id),
        )
        expect(ingress.map(({ properties }) => properties)).toEqual([
          expect.objectContaining({ SourcePrefixListId: REGIONS[region].cloudFrontPrefixList, ToPort: 443 }),
        ])
      }
    })
  })
}
