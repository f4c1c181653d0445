/** Tasks and the audit log as the fake API tells them. */
import type { AuditLog, AuditLogEntry, Task } from '@sekisho/contracts';
import { auditActions } from '@sekisho/contracts';
import { nowMs, uuid } from './fake-world.ts';

const at = (agoMs: number) => new Date(nowMs - agoMs).toISOString();

export function makeTask(number: number, some: Partial<Task>): Task {
  return {
    id: uuid(3000 + number),
    kind: 'device-export',
    state: 'done',
    done: 100,
    total: 100,
    startedBy: 'admin',
    createdAt: at(number * 600_000),
    startedAt: at(number * 600_000),
    finishedAt: null,
    expiresAt: at(-6 * 86_400_000),
    files: [],
    outcome: null,
    code: null,
    ...some,
  };
}

const devices = { name: 'result', fileName: 'コンピューター一覧-20261122.csv', bytes: 48_000 } as const;
const changes = { policyCode: 2, userName: 1, groupId: 0, note: 1 };
const device = { deviceId: uuid(1), computerName: 'tokyo-pc-001' };

/** A file that can be confirmed, and one with faults. */
export const goodImport = makeTask(2, {
  kind: 'device-import',
  state: 'awaiting-confirmation',
  outcome: {
    rows: 12,
    changed: 3,
    changes,
    fingerprint: 'f',
    examples: [
      { ...device, line: 2, column: 'policyCode', before: 'A01', after: 'A02' },
      { ...device, line: 2, column: 'userName', before: '', after: '佐藤 花子' },
      { ...device, line: 5, column: 'note', before: '3 階', after: '4 階\n総務部' },
    ],
  },
});
export const badImport = makeTask(3, {
  kind: 'device-import',
  state: 'failed',
  code: 'csv-refused',
  files: [{ name: 'errors', fileName: 'インポートの誤り-20261122.csv', bytes: 900 }],
  outcome: {
    rows: 12,
    faults: {
      total: 3,
      first: [
        { line: 2, column: 'policyCode', code: 'policy-unknown', value: 'A99' },
        { line: 4, column: 'hardwareSerialNumber', code: 'read-only-scientific', value: '1.2E+10' },
        { line: 9, column: 'note', code: 'note-too-long', value: '漢字漢字…' },
      ],
    },
  },
});

export const inventoryImport = makeTask(5, {
  kind: 'inventory-import',
  files: [{ name: 'result', fileName: 'インベントリインポート結果-20261122.csv', bytes: 4_000 }],
  outcome: {
    inventories: { registered: 118, updated: 4, unchanged: 0, older: 1, 'own-agent': 1, refused: 2 },
    refusedFiles: [
      { fileName: 'Inventory/0b1c2d3e-1111-8222-8333-444455556666.icrt', code: 'damaged' },
      { fileName: 'Inventory/メモ.txt', code: 'file-kind-unknown' },
    ],
  },
});
export const refusedArchive = makeTask(6, {
  kind: 'inventory-import',
  state: 'failed',
  code: 'import-refused',
  outcome: { archiveFault: 'archive-overlaps' },
});

export function makeTasks(): Task[] {
  return [
    makeTask(0, { state: 'running', done: 420_000, total: 1_000_000 }),
    makeTask(1, { files: [devices], outcome: { rows: 200 } }),
    { ...goodImport },
    { ...badImport },
    { ...inventoryImport },
    { ...refusedArchive },
    makeTask(4, { kind: 'audit-export', state: 'cancelled' }),
  ];
}

const auditEntry = (index: number): AuditLogEntry => ({
  id: uuid(4000 + index),
  at: at(index * 420_000),
  actor:
    index % 7 === 6
      ? { type: 'device', name: 'osaka-pc-002', byToken: false }
      : index % 5 === 4
        ? { type: 'system', name: null, byToken: false }
        : { type: 'administrator', name: 'admin', byToken: index % 4 === 3 },
  action: index === 3 ? 'something.newer' : (auditActions[index % auditActions.length] ?? 'session.begun'),
  target: index % 3 === 2 ? null : { type: 'device', id: uuid(1 + (index % 4)), name: 'tokyo-pc-001' },
  detail: index % 4 === 0 ? {} : { before: { policyCode: 'A01' }, revision: 12 + index },
  sequence: index < 2 ? null : 500 - index,
});

export const auditLog: AuditLog = {
  items: Array.from({ length: 40 }, (_, index) => auditEntry(index)),
  nextCursor: null,
  sealed: { entries: 498, at: at(60_000), keyId: 'c0ffee0123456789c0ffee0123456789' },
};
