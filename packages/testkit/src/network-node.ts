/** A network namespace of this machine as a node of its own, with two cables that a test can pull: one to the database, one to the devices. */
import { execFile, execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface NetworkNode extends Disposable {
  /** What runs a command on it. */
  readonly within: readonly string[];
  /** Addresses of this side and of the node, on either cable. */
  readonly database: Cable;
  readonly devices: Cable;
  /** What a command says that runs on it; what the test itself relays goes on meanwhile. */
  run(command: string, ...args: readonly string[]): Promise<string>;
}

export interface Cable {
  readonly here: string;
  readonly there: string;
  pull(): void;
  plugIn(): void;
}

/** Needs root; addresses are of the range for benchmarks (RFC 2544), which nobody else uses. */
export function makeNetworkNode(): NetworkNode {
  const number = randomInt(1, 0xffff);
  const name = `sekisho-${number.toString(16)}`;
  const ip = (...args: readonly string[]) => execFileSync('ip', [...args], { stdio: 'pipe' });
  const within = ['ip', 'netns', 'exec', name];

  function lay(kind: 'db' | 'dev', third: number): Cable {
    const [here, there] = [`198.18.${third}.1`, `198.18.${third}.2`];
    const [near, far] = [`sk${kind}${number.toString(16)}h`, `sk${kind}${number.toString(16)}n`];
    ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name);
    ip('address', 'add', `${here}/30`, 'dev', near);
    ip('link', 'set', near, 'up');
    ip('-n', name, 'address', 'add', `${there}/30`, 'dev', far);
    ip('-n', name, 'link', 'set', far, 'up');
    return {
      here,
      there,
      pull: () => void ip('link', 'set', near, 'down'),
      plugIn: () => void ip('link', 'set', near, 'up'),
    };
  }

  ip('netns', 'add', name);
  ip('-n', name, 'link', 'set', 'lo', 'up');
  const third = (number % 127) * 2;
  return {
    within,
    database: lay('db', third),
    devices: lay('dev', third + 1),
    run: async (command, ...args) => {
      const [program = '', ...leading] = within;
      return (await execute(program, [...leading, command, ...args])).stdout;
    },
    // Both cables go with it.
    [Symbol.dispose]: () => void ip('netns', 'delete', name),
  };
}
