import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { Stack } from 'aws-cdk-lib/core'
import type { Foundation } from './foundation.ts'
import type { Place } from '../place.ts'
import { REGIONS } from '../stages.ts'

/** What pods and nodes ask of AWS often enough to keep it off the NAT gateways. */
const ENDPOINTS = {
  Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  Registry: ec2.InterfaceVpcEndpointAwsService.ECR,
  RegistryImages: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Identity: ec2.InterfaceVpcEndpointAwsService.STS,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
}

/** Three zones, each with a public, a private (pods, load balancer) and an isolated (data) subnet. */
export function createNetwork(stack: Stack, { region, stage }: Place): ec2.IVpc {
  const { cidr, zones } = REGIONS[region]
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    ipAddresses: ec2.IpAddresses.cidr(cidr),
    availabilityZones: [...zones],
    natGateways: stage.natGateways,
    subnetConfiguration: [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
      { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 19 },
      { name: 'Data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
    ],
    gatewayEndpoints: { Objects: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    flowLogs: { Rejected: { trafficType: ec2.FlowLogTrafficType.REJECT } },
  })
  if (stage.interfaceEndpoints) createEndpoints(stack, vpc as ec2.IVpc, cidr)
  // CDK's own class does not fit its own interface under exactOptionalPropertyTypes.
  return vpc as ec2.IVpc
}

function createEndpoints(stack: Stack, vpc: ec2.IVpc, cidr: string): void {
  const securityGroup = new ec2.SecurityGroup(stack, 'EndpointGroup', {
    vpc,
    description: 'Endpoints of AWS services',
    allowAllOutbound: false,
  })
  securityGroup.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443), 'the network itself')
  for (const [name, service] of Object.entries(ENDPOINTS)) {
    vpc.addInterfaceEndpoint(name, { service, securityGroups: [securityGroup], open: false })
  }
}

/** Every subnet that pods or data are in, for routes. */
const innerSubnets = (vpc: ec2.IVpc) => [...vpc.privateSubnets, ...vpc.isolatedSubnets]

/** Connects a region's network to the primary's, where writes go. Returns the connection's id. */
export function peerWithPrimary(
  stack: Stack,
  vpc: ec2.IVpc,
  primary: Pick<Foundation, 'place' | 'vpc'>,
): string {
  const peering = new ec2.CfnVPCPeeringConnection(stack, 'ToPrimary', {
    vpcId: vpc.vpcId,
    peerVpcId: primary.vpc.vpcId,
    peerRegion: primary.place.region,
  })
  routeTo(stack, 'ToPrimary', vpc, REGIONS[primary.place.region].cidr, peering.attrId)
  return peering.attrId
}

/** Routes from a network's inner subnets over a peering connection. */
export function routeTo(stack: Stack, name: string, vpc: ec2.IVpc, cidr: string, peeringId: string): void {
  innerSubnets(vpc).forEach((subnet, index) => {
    new ec2.CfnRoute(stack, `${name}Route${index}`, {
      routeTableId: subnet.routeTable.routeTableId,
      destinationCidrBlock: cidr,
      vpcPeeringConnectionId: peeringId,
    })
  })
}
