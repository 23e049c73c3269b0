import { SecretValue } from 'aws-cdk-lib/core'
import * as wafv2 from 'aws-cdk-lib/aws-wafv2'
import type { Stack } from 'aws-cdk-lib/core'
import { ORIGIN_HEADER, secretName } from './place.ts'
import type { Place } from './place.ts'
import { REGIONS } from './stages.ts'

type Rule = Omit<wafv2.CfnWebACL.RuleProperty, 'priority' | 'visibilityConfig'>

/** Requests per second that a zone is built for; beyond it the region answers 429 instead of falling over. */
const REQUESTS_PER_SECOND_AND_ZONE = 10_000

/** Seconds over which the firewall counts; the shortest window it has. */
const WINDOW = 60

const tooMany: wafv2.CfnWebACL.RuleActionProperty = {
  block: {
    customResponse: {
      responseCode: 429,
      responseHeaders: [
        { name: 'retry-after', value: '5' },
        { name: 'cache-control', value: 'no-store' },
      ],
      customResponseBodyKey: 'too-many',
    },
  },
}

/**
 * AWS's rules that look for attacks in bodies and query strings count and don't block: a memory, a message or a program
 * may be any text, an exploit as well. Nor do those on callers without a User-Agent: programs are the callers there are.
 */
const COUNTED: Readonly<Record<string, readonly string[]>> = {
  AWSManagedRulesAmazonIpReputationList: [],
  AWSManagedRulesCommonRuleSet: [
    'NoUserAgent_HEADER',
    'SizeRestrictions_BODY',
    'SizeRestrictions_QUERYSTRING',
    ...['CrossSiteScripting', 'EC2MetaDataSSRF', 'GenericLFI', 'GenericRFI'].flatMap((rule) => [
      `${rule}_BODY`,
      `${rule}_QUERYARGUMENTS`,
    ]),
  ],
  AWSManagedRulesKnownBadInputsRuleSet: ['JavaDeserializationRCE', 'Log4JRCE'].flatMap((rule) => [
    `${rule}_BODY`,
    `${rule}_QUERYSTRING`,
  ]),
}

const managed = (): Rule[] =>
  Object.entries(COUNTED).map(([name, counted]) => ({
    name,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
  }))

const header = (
  name: string,
  match: Omit<wafv2.CfnWebACL.ByteMatchStatementProperty, 'fieldToMatch' | 'textTransformations'>,
): wafv2.CfnWebACL.StatementProperty => ({
  byteMatchStatement: {
    fieldToMatch: { singleHeader: { Name: name } },
    textTransformations: [{ priority: 0, type: 'NONE' }],
    ...match,
  },
})

/** An address asks at most `perSecond` times a second, taken over a minute. */
const perAddress = (name: string, perSecond: number, only?: wafv2.CfnWebACL.StatementProperty): Rule => ({
  name,
  action: tooMany,
  statement: {
    rateBasedStatement: {
      aggregateKeyType: 'IP',
      limit: perSecond * WINDOW,
      evaluationWindowSec: WINDOW,
      ...(only && { scopeDownStatement: only }),
    },
  },
})

/** Addresses that people put there by hand, with AWS' command line: CloudFormation leaves them alone. */
const blocked = (stack: Stack, prefix: string): Rule[] =>
  (['IPV4', 'IPV6'] as const).map((version) => {
    const name = `blocked-${version.toLowerCase()}`
    const set = new wafv2.CfnIPSet(stack, `Blocked-${version}`, {
      name: `${prefix}-${name}`,
      scope: 'CLOUDFRONT',
      ipAddressVersion: version,
      addresses: [],
    })
    return { name, action: { block: {} }, statement: { ipSetReferenceStatement: { arn: set.attrArn } } }
  })

/** At CloudFront: AWS's rules, and rates by address: a backend may ask for many users, a caller without a key may not. */
export const createEdgeFirewall = (stack: Stack, { prefix }: Place) =>
  createFirewall(stack, `${prefix}-edge`, 'CLOUDFRONT', [
    ...blocked(stack, prefix),
    ...managed(),
    perAddress('address', 1_000),
    perAddress('address-without-key', 50, {
      notStatement: {
        statement: header('authorization', { searchString: 'Bearer ', positionalConstraint: 'STARTS_WITH' }),
      },
    }),
  ])

/**
 * In a region: nobody who does not have CloudFront's header, and no more than the zones together are built for. The
 * firewall cannot tell zones apart; the load balancer spreads requests over them evenly, so the region's limit is the
 * zones' sum.
 */
export function createRegionFirewall(stack: Stack, place: Place, loadBalancerArn: string): void {
  const value = SecretValue.secretsManager(secretName(place, 'origin-verify')).unsafeUnwrap()
  const zones = REGIONS[place.region].zones.length
  const fromCloudFront = header(ORIGIN_HEADER, { searchString: value, positionalConstraint: 'EXACTLY' })
  const acl = createFirewall(stack, `${place.prefix}-region`, 'REGIONAL', [
    {
      name: 'not-from-cloudfront',
      action: { block: {} },
      statement: { notStatement: { statement: fromCloudFront } },
    },
    {
      name: 'requests-per-second-and-zone',
      action: tooMany,
      statement: {
        rateBasedStatement: {
          aggregateKeyType: 'CONSTANT',
          limit: REQUESTS_PER_SECOND_AND_ZONE * zones * WINDOW,
          evaluationWindowSec: WINDOW,
          scopeDownStatement: fromCloudFront,
        },
      },
    },
  ])
  new wafv2.CfnWebACLAssociation(stack, 'FirewallAssociation', {
    resourceArn: loadBalancerArn,
    webAclArn: acl.attrArn,
  })
}

function createFirewall(
  stack: Stack,
  name: string,
  scope: 'CLOUDFRONT' | 'REGIONAL',
  rules: readonly Rule[],
) {
  const visibility = (metricName: string) => ({
    metricName,
    cloudWatchMetricsEnabled: true,
    // Samples would show what callers send.
    sampledRequestsEnabled: false,
  })
  return new wafv2.CfnWebACL(stack, 'Firewall', {
    name,
    scope,
    defaultAction: { allow: {} },
    visibilityConfig: visibility(name),
    customResponseBodies: {
      'too-many': {
        contentType: 'APPLICATION_JSON',
        content: JSON.stringify({
          errors: [
            { message: 'too many requests', extensions: { code: 'RATE_LIMITED', retryAfterMs: 5_000 } },
          ],
        }),
      },
    },
    rules: rules.map((rule, priority) => ({ ...rule, priority, visibilityConfig: visibility(rule.name) })),
  })
}
