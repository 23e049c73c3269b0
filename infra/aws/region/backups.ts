import * as backup from 'aws-cdk-lib/aws-backup'
import * as events from 'aws-cdk-lib/aws-events'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { ArnFormat, Duration, RemovalPolicy } from 'aws-cdk-lib/core'
import type { Stack } from 'aws-cdk-lib/core'
import { useManaged } from '../nag.ts'
import type { Place } from '../place.ts'

const vaultName = ({ prefix }: Pick<Place, 'prefix'>) => `${prefix}-backups`

/**
 * A vault in every region. In the primary, a copy of every database each night, and of that one in the region that takes
 * over first; RDS's own backups, to any second of `backupDays`, are beside it.
 */
export function createBackups(stack: Stack, key: IKey, place: Place): void {
  const vault = new backup.BackupVault(stack, 'Vault', {
    backupVaultName: vaultName(place),
    encryptionKey: key,
    removalPolicy: RemovalPolicy.RETAIN,
  })
  if (!place.isPrimary) return

  const [second] = place.others
  const deleteAfter = Duration.days(place.stage.backupDays)
  const plan = new backup.BackupPlan(stack, 'Plan', {
    backupVault: vault,
    backupPlanRules: [
      new backup.BackupPlanRule({
        ruleName: 'nightly',
        scheduleExpression: events.Schedule.cron({ hour: '5', minute: '0' }),
        deleteAfter,
        ...(second && {
          copyActions: [
            {
              deleteAfter,
              destinationBackupVault: backup.BackupVault.fromBackupVaultArn(
                stack,
                'SecondVault',
                stack.formatArn({
                  service: 'backup',
                  region: second,
                  resource: 'backup-vault',
                  resourceName: vaultName(place),
                  arnFormat: ArnFormat.COLON_RESOURCE_NAME,
                }),
              ),
            },
          ],
        }),
      }),
    ],
  })
  const role = new iam.Role(stack, 'BackupRole', {
    assumedBy: new iam.ServicePrincipal('backup.amazonaws.com'),
  })
  useManaged(
    role,
    ['service-role/AWSBackupServiceRolePolicyForBackup'],
    'The policy that AWS keeps for backups, and nothing else.',
  )
  plan.addSelection('Databases', { role, resources: [backup.BackupResource.fromTag('backup', 'yes')] })
}
