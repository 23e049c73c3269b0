import type * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as eks from 'aws-cdk-lib/aws-eks'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Stack } from 'aws-cdk-lib/core'
import { useManaged } from '../nag.ts'
import type { Place } from '../place.ts'

const KUBERNETES_VERSION = '1.34'

/** EKS's own add-ons, at the version that AWS recommends for the cluster's. */
const ADDONS: Readonly<Record<string, object>> = {
  'vpc-cni': { enableNetworkPolicy: 'true' },
  'kube-proxy': {},
  coredns: {},
  'eks-pod-identity-agent': {},
  'metrics-server': {},
}

/** EKS with a private API server, secrets encrypted by the stage's key, and every control plane log. */
export function createCluster(stack: Stack, vpc: ec2.IVpc, key: IKey, place: Place): eks.CfnCluster {
  const role = new iam.Role(stack, 'ClusterRole', {
    assumedBy: new iam.ServicePrincipal('eks.amazonaws.com'),
  })
  useManaged(role, ['AmazonEKSClusterPolicy'], 'What EKS asks of a control plane.')
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:CreateGrant'],
      resources: [key.keyArn],
    }),
  )

  const cluster = new eks.CfnCluster(stack, 'Cluster', {
    name: place.prefix,
    version: KUBERNETES_VERSION,
    roleArn: role.roleArn,
    accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: true },
    resourcesVpcConfig: {
      subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId),
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
    },
    encryptionConfig: [{ provider: { keyArn: key.keyArn } }],
    logging: {
      clusterLogging: {
        enabledTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'].map((type) => ({
          type,
        })),
      },
    },
    deletionProtection: place.stage.durable,
  })
  for (const [addonName, values] of Object.entries(ADDONS)) {
    new eks.CfnAddon(stack, `Addon-${addonName}`, {
      clusterName: cluster.ref,
      addonName,
      resolveConflicts: 'OVERWRITE',
      ...(Object.keys(values).length > 0 && { configurationValues: JSON.stringify(values) }),
      ...(addonName === 'vpc-cni' && { podIdentityAssociations: [cniIdentity(stack)] }),
    })
  }
  return cluster
}

function cniIdentity(stack: Stack) {
  const role = new iam.Role(stack, 'CniRole', { assumedBy: podPrincipal() })
  useManaged(role, ['AmazonEKS_CNI_Policy'], 'What the network add-on asks for, given to its pods only.')
  return { roleArn: role.roleArn, serviceAccount: 'aws-node' }
}

/** Whoever runs with an associated service account. */
export const podPrincipal = () =>
  new iam.SessionTagsPrincipal(new iam.ServicePrincipal('pods.eks.amazonaws.com'))
