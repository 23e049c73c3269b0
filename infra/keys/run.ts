import { createApiKey, createApp, listApiKeys, revokeApiKey, rotateApiKey } from '../../gateway/api-keys.ts'
import type { ApiKeyRow, NewApiKey } from '../../gateway/api-keys.ts'
import type { Shards } from '../../prisma/shards.ts'
import { columns } from '../jobs/table.ts'
import type { Command } from './config.ts'

/** Does a command. Answers what to print; throws where something could not be done. */
export async function runCommand(
  command: Exclude<Command, { name: 'help' }>,
  shards: Shards,
): Promise<string> {
  switch (command.name) {
    case 'create': {
      const { app, keyName, scope } = command
      const appId = 'id' in app ? app.id : await createApp(shards, app.name)
      return made(await createApiKey(shards, { appId, name: keyName, scope }))
    }
    case 'list':
      return keysTable(await listApiKeys(shards, command.appId))
    case 'rotate': {
      const key = await rotateApiKey(shards, command.id, command.overlapMs)
      const end = new Date(Date.now() + command.overlapMs).toISOString()
      return `${made(key)}${command.id} ends at ${end}.\n`
    }
    case 'revoke': {
      for (const id of command.ids) await revokeApiKey(shards, id)
      return `${command.ids.length} ${command.ids.length === 1 ? 'key is' : 'keys are'} revoked.\n`
    }
    default:
      return command satisfies never
  }
}

const made = ({ id, appId, key }: NewApiKey) =>
  `App ${appId}, key ${id}. Keep it now, it can't be read again:\n${key}\n`

function keysTable(keys: readonly ApiKeyRow[]): string {
  if (keys.length === 0) return 'No keys.\n'
  const rows = keys.map((key) => [
    key.id,
    key.appId,
    key.name,
    key.scope.toLowerCase(),
    stateOf(key),
    key.createdAt.toISOString(),
    key.lastUsedAt?.toISOString() ?? 'never',
  ])
  return columns([['ID', 'APP', 'NAME', 'SCOPE', 'STATE', 'CREATED', 'LAST USED'], ...rows])
}

function stateOf({ expiresAt, revokedAt }: ApiKeyRow): string {
  if (revokedAt) return `revoked ${revokedAt.toISOString()}`
  if (!expiresAt) return 'good'
  return `${expiresAt < new Date() ? 'ended' : 'ends'} ${expiresAt.toISOString()}`
}
