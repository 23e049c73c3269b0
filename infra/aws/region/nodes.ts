import { readFileSync } from 'node:fs'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as eks from 'aws-cdk-lib/aws-eks'
import * as iam from 'aws-cdk-lib/aws-iam'
import { Fn, Tags } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { useManaged } from '../nag.ts'
import { GVISOR_HANDLER, NODE_LABEL } from '../place.ts'
import type { Place } from '../place.ts'
import type { Nodes } from '../stages.ts'

const INSTALL_GVISOR = readFileSync(new URL('sandbox-node.sh', import.meta.url), 'utf8')

/** containerd learns of gVisor before the node joins: a RuntimeClass with this handler then works. */
const NODE_WITH_GVISOR = `apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  containerd:
    config: |
      [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.${GVISOR_HANDLER}]
      runtime_type = "io.containerd.runsc.v1"
`

const BOUNDARY = '//part//'
const part = (type: string, body: string) => `--${BOUNDARY}\nContent-Type: ${type}\n\n${body}`
const SANDBOX_USER_DATA = [
  `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="${BOUNDARY}"\n`,
  part('text/x-shellscript; charset="us-ascii"', INSTALL_GVISOR),
  part('application/node.eks.aws', NODE_WITH_GVISOR),
  `--${BOUNDARY}--\n`,
].join('\n')

interface Group {
  readonly nodes: Nodes
  readonly spot: boolean
  readonly userData?: string
  readonly securityGroupId: string
}

/**
 * `services` answer requests, `workers` do jobs on Spot capacity, `sandboxes` run other people's code: tainted, with
 * gVisor, and in a security group of their own that reaches neither database nor cache.
 */
export function createNodes(
  stack: Stack,
  vpc: ec2.IVpc,
  place: Place,
  cluster: eks.CfnCluster,
): eks.CfnNodegroup[] {
  const role = nodeRole(stack)
  const inner = cluster.attrClusterSecurityGroupId
  const outer = sandboxGroup(stack, vpc, inner)
  const { services, workers, sandboxes } = place.sizes.nodes
  const groups: Record<string, Group> = {
    services: { nodes: services, spot: false, securityGroupId: inner },
    workers: { nodes: workers, spot: true, securityGroupId: inner },
    sandboxes: {
      nodes: sandboxes,
      spot: false,
      userData: SANDBOX_USER_DATA,
      securityGroupId: outer.securityGroupId,
    },
  }
  return Object.entries(groups).map(([name, { nodes, spot, userData, securityGroupId }]) => {
    const template = new ec2.CfnLaunchTemplate(stack, `Template-${name}`, {
      launchTemplateData: {
        securityGroupIds: [securityGroupId],
        // One hop: the node may ask for its credentials, a pod may not.
        metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
        monitoring: { enabled: true },
        blockDeviceMappings: [
          { deviceName: '/dev/xvda', ebs: { volumeSize: 60, volumeType: 'gp3', encrypted: true } },
        ],
        ...(userData && { userData: Fn.base64(userData) }),
      },
    })
    const group = new eks.CfnNodegroup(stack, `Nodes-${name}`, {
      clusterName: cluster.ref,
      nodegroupName: name,
      nodeRole: role.roleArn,
      subnets: vpc.privateSubnets.map(({ subnetId }) => subnetId),
      amiType: 'AL2023_ARM_64_STANDARD',
      instanceTypes: [...nodes.types],
      capacityType: spot ? 'SPOT' : 'ON_DEMAND',
      scalingConfig: { minSize: nodes.min, desiredSize: nodes.desired, maxSize: nodes.max },
      launchTemplate: { id: template.ref, version: template.attrLatestVersionNumber },
      updateConfig: { maxUnavailablePercentage: 25 },
      labels: { [NODE_LABEL]: name },
      ...(name !== 'services' && {
        taints: [{ key: NODE_LABEL, value: name, effect: 'NO_SCHEDULE' }],
      }),
    })
    Tags.of(group).add('k8s.io/cluster-autoscaler/enabled', 'true')
    return group
  })
}

function nodeRole(stack: Stack): iam.Role {
  const role = new iam.Role(stack, 'NodeRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') })
  useManaged(
    role,
    ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonSSMManagedInstanceCore'],
    'What EKS asks of a node, and Session Manager instead of SSH. Pods have roles of their own.',
  )
  return role
}

/** What sandbox nodes may reach: the API server, the cluster's names, and the internet over HTTPS. */
function sandboxGroup(stack: Stack, vpc: ec2.IVpc, clusterGroupId: string): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(stack, 'SandboxGroup', {
    vpc,
    description: 'Nodes that run sandboxes',
    allowAllOutbound: false,
  })
  const inner = ec2.SecurityGroup.fromSecurityGroupId(stack, 'ClusterGroup', clusterGroupId)
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'images, packages')
  group.addIngressRule(inner, ec2.Port.allTcp(), 'runtime subgraph and API server to sandboxes and kubelets')
  for (const port of [ec2.Port.tcp(443), ec2.Port.tcp(53), ec2.Port.udp(53)]) {
    inner.addIngressRule(group, port, 'sandboxes to API server and names')
    group.addEgressRule(inner, port, 'API server and names')
  }
  return group
}
