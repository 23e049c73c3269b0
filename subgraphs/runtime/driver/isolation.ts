import type { IsolationLevel, SandboxLimits } from './types.ts'

/** A program and its arguments. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
}

/** A way to start a child behind barriers of the kernel. `wrap` puts them around a command that reads `folder`. */
export interface Launcher {
  readonly level: IsolationLevel
  readonly layers: readonly string[]
  wrap(command: Command, folder: string): Command
}

const MIB = 2 ** 20
const WASM_PAGE_BYTES = 65_536
/** What an interpreter's own code, tables and stack take of its linear memory. */
const WASM_OVERHEAD_BYTES = 64 * MIB
/** V8 stack, KiB: above what any guest recursion takes before the engine's own guard stops it, below the usual 8 MiB. */
const STACK_KIB = 3_900

/** The barriers every child has, whatever starts it. */
export const processLayers = [
  'webassembly-interpreter',
  'node-permission-model',
  'no-code-from-strings',
  'no-native-addons',
  'empty-environment',
  'single-use-process',
  ...(process.platform === 'linux' ? ['memory-watchdog'] : []),
]

/**
 * How much of an interpreter's code runs, in bytes, before V8 compiles it for speed: at its own 1.8 MB that starts while the
 * interpreter boots. With this a boot takes 0.2 s of CPU in place of 0.5 (JavaScript) and 0.75 in place of 0.95 (Python), and
 * loops of seconds take no longer.
 */
const TIERING_BUDGET = 100_000_000

/**
 * Node with nothing but read access to `folder`, its memory sized for the largest limits: its heap holds the
 * copies of files and output in transit, WebAssembly memory the guest's.
 */
export function nodeCommand(folder: string, maxima: SandboxLimits): Command {
  const heapMib = 64 + Math.ceil((2 * maxima.fileBytes + 2 * maxima.outputBytes) / MIB)
  const wasmPages = Math.ceil((maxima.memoryBytes + WASM_OVERHEAD_BYTES) / WASM_PAGE_BYTES)
  const permission = process.allowedNodeEnvironmentFlags.has('--permission')
    ? '--permission'
    : '--experimental-permission'
  return {
    file: process.execPath,
    args: [
      permission,
      `--allow-fs-read=${folder}/*`,
      '--disallow-code-generation-from-strings',
      '--no-addons',
      '--no-warnings',
      `--max-old-space-size=${heapMib}`,
      `--wasm-max-mem-pages=${wasmPages}`,
      `--stack-size=${STACK_KIB}`,
      `--wasm-tiering-budget=${TIERING_BUDGET}`,
      `${folder}/child/main.mjs`,
    ],
  }
}

interface Report {
  /** Node 20.13; absent from the types. Its default resolves the names of open connections, and blocks on it. */
  excludeNetwork: boolean
  getReport(): { sharedObjects: string[] }
}

/** The shared libraries this very Node has loaded, its ELF interpreter included; the child needs the same. */
function nodeLibraries(): string[] {
  const report = process.report as unknown as Report
  const { excludeNetwork } = report
  report.excludeNetwork = true
  const { sharedObjects } = report.getReport()
  report.excludeNetwork = excludeNetwork
  return sharedObjects.filter((path) => path.startsWith('/') && /\.so(\.\d+)*$/.test(path))
}

/**
 * bubblewrap: new user, process, network, IPC, UTS and cgroup namespaces, no capabilities, and a read-only file
 * system of Node, its libraries and the staged folder. No /proc, /dev or /tmp: the child needs none.
 */
export const bubblewrap: Launcher = {
  level: 'NAMESPACE',
  layers: [
    'user-namespace',
    'pid-namespace',
    'network-namespace',
    'ipc-namespace',
    'read-only-root',
    'no-capabilities',
    'die-with-parent',
  ],
  wrap: ({ file, args }, folder) => ({
    file: 'bwrap',
    args: [
      ...['--unshare-user', '--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts'],
      ...['--unshare-cgroup-try', '--uid', '65534', '--gid', '65534', '--cap-drop', 'ALL', '--clearenv'],
      ...['--die-with-parent', '--as-pid-1', '--hostname', 'sandbox'],
      ...[file, ...nodeLibraries(), folder].flatMap((path) => ['--ro-bind', path, path]),
      ...['--remount-ro', '/', '--chdir', '/', '--', file, ...args],
    ],
  }),
}

/** util-linux setpriv: the kernel ends the process with the one that started it. */
const withHost = ({ file, args }: Command): Command => ({
  file: 'setpriv',
  args: ['--pdeathsig', 'KILL', '--', file, ...args],
})

/** util-linux unshare: the same namespaces, but the host's file system, which only Node's permissions then guard. */
export const unshare: Launcher = {
  level: 'NAMESPACE',
  layers: ['user-namespace', 'pid-namespace', 'network-namespace', 'ipc-namespace', 'die-with-parent'],
  wrap: ({ file, args }) =>
    withHost({
      file: 'unshare',
      args: [
        ...['--user', '--pid', '--net', '--ipc', '--uts', '--fork', '--kill-child=KILL', '--'],
        ...[file, ...args],
      ],
    }),
}

/** Nothing around the process but that it ends with its host. */
export const boundProcess: Launcher = { level: 'PROCESS', layers: ['die-with-parent'], wrap: withHost }

/** Nothing around the process. */
export const plainProcess: Launcher = { level: 'PROCESS', layers: [], wrap: (command) => command }

/** Strongest first. */
export const launchers: readonly Launcher[] = [bubblewrap, unshare, boundProcess, plainProcess]
