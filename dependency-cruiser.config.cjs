/** What a sandbox's process imports resolves in the folder that the driver stages for it. */
const IN_A_SANDBOX = '^\\.\\./pack/engine\\.mjs$|^\\./quickjs-wasi/'

/** The import rule: gateway → (HTTP) → subgraphs → kit, prisma. Subgraphs never import each other. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'subgraphs-stand-alone',
      comment: 'A subgraph imports itself, kit and prisma.',
      severity: 'error',
      from: { path: '^subgraphs/(memory|conversation|snapshot|runtime)/' },
      to: {
        path: '^(gateway|infra|operations|tests|subgraphs)/',
        pathNot: ['^subgraphs/$1/', '^subgraphs/kit/'],
      },
    },
    {
      name: 'kit-is-below-subgraphs',
      severity: 'error',
      from: { path: '^subgraphs/kit/' },
      to: { path: '^(gateway|infra|operations|tests)/|^subgraphs/(?!kit/)' },
    },
    {
      name: 'prisma-is-below-everything',
      severity: 'error',
      from: { path: '^prisma/' },
      to: { path: '^(gateway|infra|operations|tests|subgraphs)/' },
    },
    {
      name: 'gateway-asks-over-http',
      comment: 'The gateway shares the kit with subgraphs and asks them over HTTP.',
      severity: 'error',
      from: { path: '^gateway/' },
      to: { path: '^(infra|operations|tests)/|^subgraphs/(?!kit/)' },
    },
    {
      name: 'operations-are-clients',
      comment: 'What a client uses knows the platform by its graph alone.',
      severity: 'error',
      from: { path: '^operations/' },
      to: { path: '^(gateway|infra|subgraphs|prisma|tests)/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
    {
      name: 'store-is-behind-loaders-and-commands',
      comment: 'Resolvers reach the database through loaders, reads and commands.',
      severity: 'error',
      from: { path: '^subgraphs/[^/]+/resolvers\\.ts$' },
      to: { path: '^subgraphs/[^/]+/store' },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: IN_A_SANDBOX },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^prisma/client/|^tests/load/peers/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
}
