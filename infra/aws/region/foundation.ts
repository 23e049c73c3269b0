import type { IVpc } from 'aws-cdk-lib/aws-ec2'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Place } from '../place.ts'

/** What everything in a region builds on: where it is, its network, and its copy of the stage's key. */
export interface Foundation {
  readonly place: Place
  readonly vpc: IVpc
  readonly key: IKey
}
