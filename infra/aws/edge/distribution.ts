import { readFileSync } from 'node:fs'
import type * as acm from 'aws-cdk-lib/aws-certificatemanager'
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { Duration, SecretValue } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { PUBLIC_PATH, cachePolicy } from '../../edge/cache-policy.ts'
import type { CacheRule } from '../../edge/cache-policy.ts'
import { accept } from '../nag.ts'
import { ORIGIN_HEADER, ORIGIN_KEEP_ALIVE_SECONDS, hostsOf, secretName } from '../place.ts'
import type { Place } from '../place.ts'

const VIEWER_REQUEST = readFileSync(new URL('../../edge/viewer-request.js', import.meta.url), 'utf8')

export interface Origins {
  readonly packs: IBucket
  readonly logs: IBucket
  readonly certificate: acm.ICertificate
  readonly firewallArn: string
}

/** CloudFront as `infra/edge/cache-policy.ts` has it: a behaviour for each rule, and no caching for all else. */
export function createDistribution(stack: Stack, place: Place, from: Origins): cloudfront.Distribution {
  const { graph, origin } = hostsOf(place)
  const verification = SecretValue.secretsManager(secretName(place, 'origin-verify')).unsafeUnwrap()
  const graphOrigin = (headers: Readonly<Record<string, string>>) =>
    new origins.HttpOrigin(origin, {
      protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
      originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
      // Server-sent events have a heartbeat within it.
      readTimeout: Duration.seconds(60),
      keepaliveTimeout: Duration.seconds(ORIGIN_KEEP_ALIVE_SECONDS),
      customHeaders: { ...headers, [ORIGIN_HEADER]: verification },
    })
  const packs = origins.S3BucketOrigin.withOriginAccessControl(from.packs)
  const always = {
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
    responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
    compress: true,
  }
  const normalise = {
    function: new cloudfront.Function(stack, 'ViewerRequest', {
      comment: 'Brings persisted GETs to one form',
      code: cloudfront.FunctionCode.fromInline(VIEWER_REQUEST),
      runtime: cloudfront.FunctionRuntime.JS_2_0,
    }),
    eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
  }

  const behaviour = (rule: CacheRule): cloudfront.BehaviorOptions => ({
    ...always,
    origin: rule.origin === 'packs' ? packs : graphOrigin(rule.originHeaders),
    allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
    cachePolicy: storedBy(stack, place, rule),
    ...(rule.path === PUBLIC_PATH && { functionAssociations: [normalise] }),
  })
  const distribution = new cloudfront.Distribution(stack, 'Distribution', {
    comment: place.prefix,
    domainNames: [graph],
    certificate: from.certificate,
    minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
    webAclId: from.firewallArn,
    logBucket: from.logs,
    logFilePrefix: 'cloudfront/',
    defaultBehavior: {
      ...always,
      origin: graphOrigin({}),
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    },
    additionalBehaviors: Object.fromEntries(cachePolicy.stored.map((rule) => [rule.path, behaviour(rule)])),
    errorResponses: cachePolicy.errorStatuses.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
  })
  accept(distribution, { CFR1: 'Agents and their users are anywhere.' })
  return distribution
}

const storedBy = (stack: Stack, place: Place, { path, ttl, queryKey }: CacheRule) =>
  new cloudfront.CachePolicy(stack, `Stored${path.replaceAll(/[^a-z]+/g, '-')}`, {
    cachePolicyName: `${place.prefix}${path.replaceAll(/[^a-z]+/g, '-')}`,
    minTtl: Duration.seconds(ttl.min),
    defaultTtl: Duration.seconds(ttl.default),
    maxTtl: Duration.seconds(ttl.max),
    queryStringBehavior:
      queryKey.length > 0
        ? cloudfront.CacheQueryStringBehavior.allowList(...queryKey)
        : cloudfront.CacheQueryStringBehavior.none(),
    headerBehavior: cloudfront.CacheHeaderBehavior.none(),
    cookieBehavior: cloudfront.CacheCookieBehavior.none(),
    enableAcceptEncodingBrotli: true,
    enableAcceptEncodingGzip: true,
  })
