import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { PolicyStatementProps, Role } from 'aws-cdk-lib/aws-iam'
import { Validations } from 'aws-cdk-lib/core'
import type { IConstruct } from 'constructs'

/** Accepts findings of cdk-nag below `scope`, each for the reason given. */
export function accept(scope: IConstruct, reasons: Readonly<Record<string, string>>): void {
  const rules = Object.entries(reasons).map(([id, reason]) => ({ id: `AwsSolutions-${id}`, reason }))
  Validations.of(scope).acknowledge(...rules)
}

/** Gives a role policies that AWS keeps, named by path, and says why it does not have its own instead. */
export function useManaged(role: Role, policies: readonly string[], reason: string): void {
  for (const policy of policies) {
    role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName(policy))
    accept(role, { [`IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`]: reason })
  }
}

/** Allows a role what the statements say; `reason` is why some of them name more than one thing. */
export function allow(role: Role, statements: readonly Allowed[], reason: string): void {
  for (const statement of statements) {
    role.addToPolicy(new PolicyStatement(statement))
    for (const resource of statement.resources) {
      if (resource.includes('*')) accept(role, { [`IAM5[Resource::${resource}]`]: reason })
    }
  }
}

export type Allowed = Pick<PolicyStatementProps, 'conditions'> & { actions: string[]; resources: string[] }
