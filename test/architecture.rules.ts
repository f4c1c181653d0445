/** The shape of the house as data: which folder may import which, and which globals are ports. */

export type Zone = {
  name: string;
  /** The longest matching prefix of a file's path decides its zone. */
  prefix: string;
  /** Zones it may import beside itself. */
  mayImport: string[];
  /** Packages from npm and node: it may import; `*` for any. */
  packages: string[];
};

export const zones: Zone[] = [
  { name: 'contracts', prefix: 'packages/contracts/src/', mayImport: [], packages: ['typebox'] },
  {
    name: 'trust',
    prefix: 'packages/trust/src/',
    mayImport: ['contracts'],
    packages: ['node:crypto', 'node:zlib', 'typebox'],
  },
  { name: 'lock', prefix: 'packages/lock/src/', mayImport: [], packages: [] },
  {
    name: 'messages',
    prefix: 'packages/messages/src/',
    mayImport: ['contracts'],
    packages: ['intl-messageformat', '@formatjs'],
  },
  {
    name: 'agent-core',
    prefix: 'packages/agent-core/src/',
    mayImport: ['contracts', 'trust', 'lock'],
    packages: ['typebox', 'node:crypto'],
  },
  {
    name: 'agent-core/node',
    prefix: 'packages/agent-core/src/node/',
    mayImport: ['agent-core', 'contracts', 'trust', 'lock'],
    packages: ['*'],
  },
  {
    name: 'simulator',
    prefix: 'packages/simulator/src/',
    mayImport: ['agent-core', 'agent-core/node', 'contracts', 'trust', 'lock'],
    packages: ['*'],
  },
  { name: 'installers', prefix: 'packages/installers/src/', mayImport: ['contracts', 'messages'], packages: ['*'] },
  { name: 'testkit', prefix: 'packages/testkit/src/', mayImport: ['*'], packages: ['*'] },
  {
    name: 'agent',
    prefix: 'apps/agent/src/',
    mayImport: ['agent-core', 'agent-core/node', 'contracts', 'trust', 'lock', 'messages'],
    packages: ['*'],
  },
  { name: 'approve', prefix: 'apps/approve/src/', mayImport: ['contracts', 'trust', 'messages'], packages: ['*'] },
  {
    name: 'platform',
    prefix: 'apps/server/src/platform/',
    mayImport: ['contracts', 'trust', 'lock', 'messages'],
    packages: ['*'],
  },
  {
    name: 'features',
    prefix: 'apps/server/src/features/',
    mayImport: ['platform', 'contracts', 'trust', 'lock', 'messages', 'installers'],
    packages: ['*'],
  },
  { name: 'migrations', prefix: 'apps/server/src/migrations/', mayImport: [], packages: ['kysely'] },
  {
    name: 'server',
    prefix: 'apps/server/src/',
    mayImport: ['platform', 'features', 'contracts', 'trust', 'messages'],
    packages: ['*'],
  },
  { name: 'console', prefix: 'apps/console/src/', mayImport: ['contracts', 'messages'], packages: ['*'] },
  { name: 'bench', prefix: 'bench/src/', mayImport: ['*'], packages: ['*'] },
];

/** Which workspace name leads to which zone. */
export const workspaceZones: Record<string, string> = {
  '@sekisho/contracts': 'contracts',
  '@sekisho/trust': 'trust',
  '@sekisho/lock': 'lock',
  '@sekisho/messages': 'messages',
  '@sekisho/agent-core/node': 'agent-core/node',
  '@sekisho/agent-core': 'agent-core',
  '@sekisho/simulator': 'simulator',
  '@sekisho/installers': 'installers',
  '@sekisho/testkit': 'testkit',
};

/** Globals that are ports: allowed only where the outside world is attached. */
export const portGlobals: { pattern: RegExp; what: string }[] = [
  { pattern: /\bDate\.now\(|\bnew Date\(\)/, what: 'the clock' },
  { pattern: /\bMath\.random\(/, what: 'randomness' },
  { pattern: /(?<![.\w])(setTimeout|setInterval|setImmediate)\(/, what: 'timers' },
  { pattern: /\bprocess\.(env|argv|exit|on|kill|hrtime)\b/, what: 'the process' },
];

/** Files where ports are made real. Prefixes; the list of single files may only shrink. */
export const portHomes = [
  'apps/server/src/main.ts',
  'apps/server/src/wiring.ts',
  'apps/server/src/platform/',
  'apps/agent/src/main.ts',
  'apps/agent/src/os/',
  'apps/approve/src/program.ts',
  'apps/approve/src/main.ts',
  'apps/approve/src/release/main.ts',
  'apps/approve/src/terminal.ts',
  'apps/console/src/',
  'packages/agent-core/src/node/',
  'packages/installers/src/',
  'packages/simulator/src/main.ts',
  'packages/testkit/src/',
  'bench/src/',
];

/** Files beyond 300 lines that are still one thing. May only shrink. */
export const longFiles: string[] = [];

export const bannedFileNames = /(^|\/)(utils?|helpers?|common|misc)(\.|\/)/;
