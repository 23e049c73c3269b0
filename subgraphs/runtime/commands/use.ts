import { newId } from '../../../prisma/ids.ts'
import { parseId, parseInput } from '../../kit/input.ts'
import { elsewhere } from '../errors.ts'
import { extendSandboxInput, runCodeInput, writeFilesInput } from '../inputs.ts'
import { changeSandbox, endPaused, endSandbox } from '../lifecycle.ts'
import { createOutputEvents } from '../output-events.ts'
import type { SandboxRow } from '../store/sandboxes.ts'
import type { RunResultView } from '../views.ts'
import type { CommandContext } from './context.ts'
import {
  CHANGED,
  recordChange,
  requireRunning,
  requireSandbox,
  residentOf,
  settle,
  within,
} from './within.ts'

export async function runCode(context: CommandContext, input: unknown): Promise<RunResultView> {
  const { events, metrics, driver, identity } = context
  const { sandboxId, streamOutput, ...run } = parseInput(runCodeInput, input)
  const { userId, pack } = await requireRunning(context, sandboxId)
  const runId = newId(userId)
  const output = createOutputEvents((event) => events.publish(identity.appId, userId, event), {
    sandboxId,
    runId,
  })
  const lastRunAt = new Date()
  const { ended, ...outcome } = await within(context, sandboxId, () =>
    driver.run(sandboxId, {
      ...run,
      onStart: () => events.publish(identity.appId, userId, { type: 'run.started', sandboxId, runId }),
      ...(streamOutput && { onOutput: output.add }),
    }),
  ).finally(output.end)
  metrics.ran(pack, outcome)
  const row = ended
    ? await endSandbox(context, residentOf(context, sandboxId), 'STOPPED', { lastRunAt, ...CHANGED })
    : await recordChange(context, sandboxId, { lastRunAt })
  if (row) events.publish(identity.appId, userId, { type: 'run.finished', sandboxId, runId })
  return { id: runId, ...outcome, sandbox: settle(context, sandboxId, row) }
}

export async function writeFiles(context: CommandContext, input: unknown): Promise<SandboxRow> {
  const { sandboxId, files } = parseInput(writeFilesInput, input)
  await requireRunning(context, sandboxId)
  await within(context, sandboxId, () => context.driver.writeFiles(sandboxId, files))
  return settle(context, sandboxId, await recordChange(context, sandboxId))
}

export async function extendSandbox(context: CommandContext, input: unknown): Promise<SandboxRow> {
  const { sandboxId, seconds } = parseInput(extendSandboxInput, input)
  await requireRunning(context, sandboxId)
  const expiresAt = context.residents.prolong(sandboxId, new Date(Date.now() + seconds * 1_000))
  const change = expiresAt ? { expiresAt } : {}
  return settle(context, sandboxId, await changeSandbox(context, residentOf(context, sandboxId), change))
}

export async function stopSandbox(context: CommandContext, givenId: string): Promise<SandboxRow> {
  const id = parseId(givenId)
  const sandbox = await requireSandbox(context, id, 'id')
  const resident = residentOf(context, id)
  if (sandbox.state === 'PAUSED') return settle(context, id, await endPaused(context, resident), 'id')
  if (sandbox.state !== 'RUNNING') return sandbox
  if (sandbox.host !== context.host) throw elsewhere(id, 'id')
  const state = context.residents.has(id) ? 'STOPPED' : 'LOST'
  return settle(context, id, await endSandbox(context, resident, state), 'id')
}
