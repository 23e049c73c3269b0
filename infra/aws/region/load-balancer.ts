import * as acm from 'aws-cdk-lib/aws-certificatemanager'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { IHostedZone } from 'aws-cdk-lib/aws-route53'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import { Duration } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { PORTS, hostsOf } from '../place.ts'
import type { Place } from '../place.ts'
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
    // Longer than the heartbeat of server-sent events, and than CloudFront keeps a connection.
    idleTimeout: Duration.seconds(120),
  })
  balancer.logAccessLogs(logs, 'gateway')

  const targets = new elb.ApplicationTargetGroup(stack, 'Gateway', {
    vpc,
    targetType: elb.TargetType.IP,
    port: PORTS.gateway,
    protocol: elb.ApplicationProtocol.HTTP,
    loadBalancingAlgorithmType: elb.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
    deregistrationDelay: Duration.seconds(30),
    healthCheck: {
      path: '/readyz',
      interval: Duration.seconds(10),
      timeout: Duration.seconds(5),
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 2,
    },
  })
  balancer.addListener('Https', {
    port: 443,
    open: false,
    certificates: [
      new acm.Certificate(stack, 'Certificate', {
        domainName: hostsOf(place).origin,
        validation: acm.CertificateValidation.fromDns(zone),
      }),
    ],
    sslPolicy: elb.SslPolicy.TLS13_RES,
    defaultTargetGroups: [targets],
  })
  new StringParameter(stack, 'TargetGroup', {
    parameterName: `/${place.prefix}/gateway-target-group`,
    description: 'Target group that gateway pods are bound to (TargetGroupBinding)',
    stringValue: targets.targetGroupArn,
  })
  return { balancer, targets, securityGroup }
}
