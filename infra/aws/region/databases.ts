import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import * as rds from 'aws-cdk-lib/aws-rds'
import { AttachmentTargetType } from 'aws-cdk-lib/aws-secretsmanager'
import { ArnFormat, RemovalPolicy, Tags } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { accept, useManaged } from '../nag.ts'
import { PORTS } from '../place.ts'
import type { Place } from '../place.ts'
import { REGIONS } from '../stages.ts'
import type { Database } from '../stages.ts'
import type { Foundation } from './foundation.ts'
import { createDatabaseSecrets, rotate } from './secrets.ts'
import type { DatabaseLogins, DatabaseSecrets } from './secrets.ts'

/** pgvector comes with it. Major versions are never changed by AWS on its own. */
const POSTGRES = { family: 'postgres17', version: '17' }

const PARAMETERS = {
  'rds.force_ssl': '1',
  // A long read of a replica is not cancelled because the writer has cleaned up what it still sees.
  hot_standby_feedback: '1',
  log_min_duration_statement: '250',
  idle_in_transaction_session_timeout: '30000',
  // Compiling a search takes longer than running it.
  jit: '0',
  // A shard is moved by logical replication; to allow it later would take a restart.
  'rds.logical_replication': '1',
}

/** A physical database as one region sees it; the writer is undefined where it is in another region. */
export interface DatabaseHosts {
  readonly database: Database
  readonly writer: string | undefined
  readonly readers: readonly string[]
  readonly instances: readonly rds.CfnDBInstance[]
}

export interface Databases {
  readonly hosts: readonly DatabaseHosts[]
  /** Who may connect is added to it. */
  readonly securityGroup: ec2.SecurityGroup
}

/** The writers with their readers in the primary region; readers of the primary's writers in another. */
export function createDatabases(stack: Stack, { place, key, vpc }: Foundation): Databases {
  const shared = createShared(stack, vpc)
  const instance = instanceFactory(stack, key, place, shared)
  const { databases } = place.stage
  if (!place.isPrimary) {
    const hosts = databases.map((database) => {
      const source = databaseId(place, database)
      const remote = {
        sourceDbInstanceIdentifier: stack.formatArn({
          service: 'rds',
          region: place.primary,
          resource: 'db',
          resourceName: source,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
        sourceRegion: place.primary,
        kmsKeyId: key.keyArn,
      }
      const readers = times(database.remoteReaders, (index) =>
        instance(database, `${source}-${place.region}-${index}`, remote),
      )
      return hostsOf(database, undefined, readers)
    })
    return { hosts, securityGroup: shared.securityGroup }
  }

  const rotation = new ec2.SecurityGroup(stack, 'RotationGroup', {
    vpc,
    description: 'Functions that change the passwords of databases',
  })
  shared.securityGroup.addIngressRule(rotation, ec2.Port.tcp(PORTS.postgres), 'password rotation')
  for (const region of place.others) {
    const pods = ec2.Peer.ipv4(REGIONS[region].cidr)
    shared.securityGroup.addIngressRule(pods, ec2.Port.tcp(PORTS.postgres), `workers in ${region}`)
  }
  const hosts = databases.map((database) => {
    const id = databaseId(place, database)
    const secrets = createDatabaseSecrets(stack, key, place, database.name)
    const writer = instance(database, id, {
      multiAz: database.multiAz,
      masterUsername: secrets.admin.secretValueFromJson('username').unsafeUnwrap(),
      masterUserPassword: secrets.admin.secretValueFromJson('password').unsafeUnwrap(),
      backupRetentionPeriod: place.stage.backupDays,
      preferredBackupWindow: '07:00-08:00',
    })
    Tags.of(writer).add('backup', place.stage.durable ? 'yes' : 'no')
    rotate(attach(secrets, writer), vpc, rotation)
    const readers = times(database.readers, (index) =>
      instance(database, `${id}-reader-${index}`, { sourceDbInstanceIdentifier: writer.ref }),
    )
    return hostsOf(database, writer, readers)
  })
  return { hosts, securityGroup: shared.securityGroup }
}

const databaseId = ({ prefix }: Place, { name }: Database) => `${prefix}-${name}`

type Shared = ReturnType<typeof createShared>

function createShared(stack: Stack, vpc: ec2.IVpc) {
  const securityGroup = new ec2.SecurityGroup(stack, 'DatabaseGroup', {
    vpc,
    description: 'Databases',
    allowAllOutbound: false,
  })
  const subnets = new rds.SubnetGroup(stack, 'DatabaseSubnets', {
    vpc,
    description: 'Databases',
    vpcSubnets: { subnets: vpc.isolatedSubnets },
  })
  const parameters = new rds.CfnDBParameterGroup(stack, 'DatabaseParameters', {
    family: POSTGRES.family,
    description: 'Agent State',
    parameters: PARAMETERS,
  })
  const monitoring = new iam.Role(stack, 'DatabaseMonitoring', {
    assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com'),
  })
  useManaged(
    monitoring,
    ['service-role/AmazonRDSEnhancedMonitoringRole'],
    'The policy that AWS keeps for this purpose, and nothing else.',
  )
  return { securityGroup, subnets, parameters, monitoring }
}

/** Makes a writer or a replica: what they share is here, what tells them apart is in `own`. */
function instanceFactory(stack: Stack, key: IKey, place: Place, shared: Shared) {
  const { durable } = place.stage
  return (database: Database, id: string, own: Partial<rds.CfnDBInstanceProps>): rds.CfnDBInstance => {
    const instance = new rds.CfnDBInstance(stack, id, {
      dbInstanceIdentifier: id,
      dbInstanceClass: database.type,
      engine: 'postgres',
      ...(!own.sourceDbInstanceIdentifier && {
        engineVersion: POSTGRES.version,
        dbName: 'agent_state',
        storageEncrypted: true,
        kmsKeyId: key.keyArn,
      }),
      port: String(PORTS.postgres),
      storageType: 'gp3',
      allocatedStorage: String(database.gib),
      maxAllocatedStorage: database.gib * 2,
      dbSubnetGroupName: shared.subnets.subnetGroupName,
      vpcSecurityGroups: [shared.securityGroup.securityGroupId],
      dbParameterGroupName: shared.parameters.ref,
      publiclyAccessible: false,
      autoMinorVersionUpgrade: true,
      copyTagsToSnapshot: true,
      deletionProtection: durable,
      enableIamDatabaseAuthentication: true,
      enablePerformanceInsights: durable,
      ...(durable && { performanceInsightsKmsKeyId: key.keyArn }),
      monitoringInterval: 60,
      monitoringRoleArn: shared.monitoring.roleArn,
      enableCloudwatchLogsExports: ['postgresql'],
      ...own,
    })
    const isWriter = !own.sourceDbInstanceIdentifier
    instance.applyRemovalPolicy(durable && isWriter ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY)
    if (!isWriter) {
      accept(instance, {
        RDS2: 'A replica is encrypted as its source is: AWS takes no setting of its own.',
        RDS3: 'A replica: when its zone goes, the others answer.',
        RDS13: 'A replica: its writer is backed up.',
      })
    }
    if (!durable) {
      accept(instance, {
        RDS3: 'dev is there to be thrown away.',
        RDS10: 'dev is there to be thrown away.',
      })
    }
    return instance
  }
}

/** Completes the logins with where the database is, which rotation reads there. */
function attach({ admin, application }: DatabaseSecrets, { ref }: rds.CfnDBInstance): DatabaseLogins {
  const target = {
    asSecretAttachmentTarget: () => ({ targetId: ref, targetType: AttachmentTargetType.RDS_DB_INSTANCE }),
  }
  return { admin: admin.attach(target), application: application.attach(target) }
}

const hostsOf = (
  database: Database,
  writer: rds.CfnDBInstance | undefined,
  readers: readonly rds.CfnDBInstance[],
): DatabaseHosts => ({
  database,
  writer: writer?.attrEndpointAddress,
  readers: readers.map((reader) => reader.attrEndpointAddress),
  instances: writer ? [writer, ...readers] : readers,
})

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index))
