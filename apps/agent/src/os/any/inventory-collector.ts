/** Has the inventory collected by a process of its own: the memory it takes to read thousands of packages is given back at its end. */
import { execFile } from 'node:child_process';
import type { InventoryCollector } from '@sekisho/agent-core';
import type { InventoryContents } from '@sekisho/contracts';

const timeoutMs = 5 * 60_000;
const largestBytes = 64 * 1024 * 1024;

/**
 * @param command what starts our own program again
 * @param installed sections that this client may collect at all; none named: all of them
 */
export function createInventoryCollector(
  command: readonly [string, ...string[]],
  installed: readonly string[] = [],
): InventoryCollector {
  const [program, ...args] = command;
  const options = { timeout: timeoutMs, maxBuffer: largestBytes, encoding: 'utf8' } as const;
  const collect = (sections: readonly string[]) =>
    new Promise<Partial<InventoryContents>>((resolve, reject) => {
      execFile(program, [...args, 'collect-inventory', ...sections], options, (error, output) => {
        if (error !== null) reject(error);
        else resolve(JSON.parse(output) as Partial<InventoryContents>);
      });
    });
  return {
    async collect(wanted) {
      if (wanted === null) return collect(installed);
      const both = wanted.filter((name) => installed.length === 0 || installed.includes(name));
      // No name would mean all of them.
      return both.length === 0 ? {} : collect(both);
    },
  };
}
