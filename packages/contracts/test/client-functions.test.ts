/** Which functions clients of which kind have: the whole table, kind by kind. */
import { describe, expect, test } from 'vitest';
import {
  type ClientFunction,
  clientFunctions,
  comingFunctions,
  type DeviceClientKind,
  excludedFunctions,
  functionRefusal,
  otherAgents,
} from '../src/index.ts';

/** As the manual has it: `x` has the function. Order: standard, linked clone, on-demand, standalone. */
const table: Readonly<Record<ClientFunction, string>> = {
  inventory: 'xxxx',
  lock: 'xx..',
  unlock: 'xx..',
  wipe: 'xx..',
  'agent-update': 'x...',
  'disk-encryption': 'x...',
  'behaviour-detection': 'x...',
  'os-update-assistant': 'x...',
  'internet-remote-control': 'x...',
  'quick-remote-control': 'x...',
  'log-analysis': 'x...',
  'defender-control': 'x...',
  'behaviour-detection-qs': 'x...',
  'software-distribution-qs': 'x...',
};
const kinds = ['standard', 'linked-clone', 'on-demand', 'standalone'] as const;

describe.each(Object.entries(table) as [ClientFunction, string][])('%s', (wanted, row) => {
  test.each(kinds.map((kind, index) => [kind, row[index] === 'x'] as const))('%s: %s', (kind, has) => {
    const refusal = kind === 'linked-clone' ? 'client-function-excluded' : 'client-not-resident';
    expect(functionRefusal(kind, wanted)).toBe(has ? null : refusal);
    expect(excludedFunctions(kind).includes(wanted)).toBe(!has);
  });
});

test('the table is whole, and names the nine that the manual takes away from linked clones', () => {
  expect(Object.keys(table)).toEqual([...clientFunctions]);
  expect(comingFunctions).toHaveLength(9);
});

test.each(otherAgents)('%s has an inventory, and nothing that needs a client of ours', (kind: DeviceClientKind) => {
  expect(clientFunctions.filter((each) => functionRefusal(kind, each) === null)).toEqual(['inventory']);
});
