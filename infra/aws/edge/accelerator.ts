import type { IApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import * as ga from 'aws-cdk-lib/aws-globalaccelerator'
import type { Stack } from 'aws-cdk-lib/core'
import type { Region } from '../stages.ts'
import type { Place } from '../place.ts'

export interface RegionBalancer {
  readonly region: Region
  readonly balancer: IApplicationLoadBalancer
}

/**
 * Two addresses for all regions. A request goes to the nearest region whose load balancer has healthy gateways; when a
 * region has none, its requests go to the next nearest within seconds, without a change of DNS.
 */
export function createAccelerator(
  stack: Stack,
  place: Place,
  balancers: readonly RegionBalancer[],
): ga.CfnAccelerator {
  const accelerator = new ga.CfnAccelerator(stack, 'Accelerator', { name: place.prefix, enabled: true })
  const listener = new ga.CfnListener(stack, 'AcceleratorListener', {
    acceleratorArn: accelerator.ref,
    protocol: 'TCP',
    portRanges: [{ fromPort: 443, toPort: 443 }],
  })
  for (const { region, balancer } of balancers) {
    new ga.CfnEndpointGroup(stack, `Endpoints-${region}`, {
      listenerArn: listener.ref,
      endpointGroupRegion: region,
      trafficDialPercentage: 100,
      // The load balancer's own health checks count; its security group must see CloudFront's address.
      endpointConfigurations: [{ endpointId: balancer.loadBalancerArn, clientIpPreservationEnabled: true }],
    })
  }
  return accelerator
}
