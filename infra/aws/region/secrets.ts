import type * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as kms from 'aws-cdk-lib/aws-kms'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import * as secrets from 'aws-cdk-lib/aws-secretsmanager'
import { Arn, Duration } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { accept } from '../nag.ts'
import { secretName } from '../place.ts'
import type { Place } from '../place.ts'

const generated = { excludePunctuation: true, passwordLength: 48 }

/** Passwords are put into URLs and into PgBouncer's list of users as they are: letters and digits, after a rotation too. */
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'

/** Replicas of the stage's key have its id: a multi-region key is one key in several places. */
const replicas = (stack: Stack, key: IKey, place: Place) =>
  place.others.map((region) => {
    const arn = Arn.format({ service: 'kms', region, resource: 'key', resourceName: key.keyId }, stack)
    const id = `KeyIn-${region}`
    const replica = stack.node.tryFindChild(id) ?? kms.Key.fromKeyArn(stack, id, arn)
    return { region, encryptionKey: replica as IKey }
  })

/** The stage's own secrets, made once in the primary region and replicated to the others. */
export function createSharedSecrets(stack: Stack, key: IKey, place: Place): void {
  const shared = {
    identity: 'Signs who is calling between gateway and subgraphs. Changed by restarting every part at once.',
    'origin-verify': 'Proves to the load balancers that CloudFront asks. Changed by a deployment of both.',
  }
  for (const [name, description] of Object.entries(shared)) {
    const secret = new secrets.Secret(stack, `Secret-${name}`, {
      secretName: secretName(place, name),
      description,
      encryptionKey: key,
      generateSecretString: generated,
      replicaRegions: replicas(stack, key, place),
    })
    accept(secret, {
      SMG4: `Both ends must change together, which no rotation function does. ${description}`,
    })
  }
}

/** Names no secret of another region: each region's cache has its own password. */
export function createCacheSecret(stack: Stack, key: IKey, place: Place): secrets.Secret {
  const secret = new secrets.Secret(stack, 'CacheSecret', {
    secretName: secretName(place, 'cache'),
    encryptionKey: key,
    generateSecretString: generated,
  })
  accept(secret, {
    SMG4: 'ElastiCache takes a new AUTH token by deployment only; the cache holds nothing that is not elsewhere.',
  })
  return secret
}

/**
 * A database's two logins: `admin` (migrations and rotation) and the platform's own. The platform's alternates between
 * two users, so that whoever still has the one before can connect until the next rotation.
 */
export function createDatabaseSecrets(stack: Stack, key: IKey, place: Place, database: string) {
  const login = (kind: 'admin' | 'application', template: Record<string, string>) =>
    new secrets.Secret(stack, `${database}-${kind}`, {
      secretName: secretName(place, `database/${database}/${kind}`),
      encryptionKey: key,
      generateSecretString: {
        ...generated,
        secretStringTemplate: JSON.stringify(template),
        generateStringKey: 'password',
      },
      replicaRegions: replicas(stack, key, place),
    })
  const admin = login('admin', { username: 'agent_state_admin' })
  const application = login('application', {
    username: database.replace('-', '_'),
    masterarn: admin.secretArn,
  })
  return { admin, application }
}

export type DatabaseSecrets = ReturnType<typeof createDatabaseSecrets>
export type DatabaseLogins = { readonly [login in keyof DatabaseSecrets]: secrets.ISecret }

/** Rotates both logins of a database every 30 days, by functions that AWS hosts. */
export function rotate(
  { admin, application }: DatabaseLogins,
  vpc: ec2.IVpc,
  securityGroup: ec2.ISecurityGroup,
): void {
  const where = {
    vpc,
    vpcSubnets: { subnets: vpc.privateSubnets },
    securityGroups: [securityGroup],
    excludeCharacters: PUNCTUATION,
  }
  // Not at once: the platform's user is made in the database after the database.
  const schedule = { automaticallyAfter: Duration.days(30), rotateImmediatelyOnUpdate: false }
  admin.addRotationSchedule('Rotation', {
    ...schedule,
    hostedRotation: secrets.HostedRotation.postgreSqlSingleUser(where),
  })
  application.addRotationSchedule('Rotation', {
    ...schedule,
    hostedRotation: secrets.HostedRotation.postgreSqlMultiUser({ ...where, masterSecret: admin }),
  })
}
