import * as acm from 'aws-cdk-lib/aws-certificatemanager'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { IHostedZone } from 'aws-cdk-lib/aws-route53'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import { Duration } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { KEEP_ALIVE_MS } from '../../../subgraphs/kit/http.ts'
import { CLIENT_PATHS } from '../../edge/cache-policy.ts'
import { DEREGISTRATION_SECONDS, PORTS, SIDES, hostsOf, parameterName, targetGroupName } from '../place.ts'
import type { Place, Side } from '../place.ts'
import { REGIONS } from '../stages.ts'

/** Without addresses on the internet: Global Accelerator alone reaches it, and CloudFront alone is let in. */
export function createLoadBalancer(
  stack: Stack,
  vpc: ec2.IVpc,
  zone: IHostedZone,
  logs: IBucket,
  place: Place,
) {
  const securityGroup = new ec2.SecurityGroup(stack, 'BalancerGroup', {
    vpc,
    description: 'Load balancer of the gateway',
    allowAllOutbound: false,
  })
  const cloudFront = ec2.Peer.prefixList(REGIONS[place.region].cloudFrontPrefixList)
  securityGroup.addIngressRule(cloudFront, ec2.Port.tcp(443), 'CloudFront, through Global Accelerator')
  securityGroup.addEgressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(PORTS.gateway), 'gateway pods')

  const balancer = new elb.ApplicationLoadBalancer(stack, 'Balancer', {
    vpc,
    vpcSubnets: { subnets: vpc.privateSubnets },
    internetFacing: false,
    securityGroup,
    http2Enabled: true,
    dropInvalidHeaderFields: true,
    deletionProtection: place.stage.durable,
    // Longer than CloudFront keeps a connection, and shorter than the gateway does: who asks lets go first.
    idleTimeout: Duration.seconds(KEEP_ALIVE_MS / 1_000 - 5),
  })
  balancer.logAccessLogs(logs, 'gateway')

  const listener = balancer.addListener('Https', {
    port: 443,
    open: false,
    certificates: [
      new acm.Certificate(stack, 'Certificate', {
        domainName: hostsOf(place).origin,
        validation: acm.CertificateValidation.fromDns(zone),
      }),
    ],
    sslPolicy: elb.SslPolicy.TLS13_RES,
    defaultAction: elb.ListenerAction.fixedResponse(404, {
      contentType: 'application/json',
      messageBody: JSON.stringify({
        errors: [{ message: 'nothing is here', extensions: { code: 'NOT_FOUND' } }],
      }),
    }),
  })
  const groups = SIDES.map((side) => createTargets(stack, vpc, place, side))
  // Names only the group that serves: Global Accelerator takes a region for lost as soon as one group of a rule has no
  // healthy target. `npm run canary` has both in the rule while it moves traffic; CloudFormation leaves that alone as long
  // as this rule doesn't change.
  const rule = new elb.ApplicationListenerRule(stack, 'Release', {
    listener,
    priority: 1,
    conditions: [elb.ListenerCondition.pathPatterns(CLIENT_PATHS.flatMap((path) => [path, `${path}/*`]))],
    action: elb.ListenerAction.forward(groups.slice(0, 1)),
  })
  new StringParameter(stack, 'ReleaseRule', {
    parameterName: parameterName(place, 'release-rule'),
    description: 'The rule by which a release gets its traffic: npm run canary',
    stringValue: rule.listenerRuleArn,
  })
  return { balancer, groups, securityGroup }
}

/** Gateway pods bind themselves to it by its name (TargetGroupBinding). */
const createTargets = (stack: Stack, vpc: ec2.IVpc, place: Place, side: Side) =>
  new elb.ApplicationTargetGroup(stack, `Gateway-${side}`, {
    vpc,
    targetGroupName: targetGroupName(place, side),
    targetType: elb.TargetType.IP,
    port: PORTS.gateway,
    protocol: elb.ApplicationProtocol.HTTP,
    loadBalancingAlgorithmType: elb.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
    deregistrationDelay: Duration.seconds(DEREGISTRATION_SECONDS),
    healthCheck: {
      path: '/readyz',
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 2,
    },
  })
