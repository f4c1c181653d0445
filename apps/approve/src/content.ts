/** What would be signed, in lines for a person, made from the bytes alone; the server's own words are never among them. */
import {
  type ApprovalRequestDetail,
  type ApprovalRule,
  type ApprovedDevice,
  approvalRequestKinds,
  type BatchContent,
  policyDifferences,
  readBatch,
  readTrustSetChange,
  type TrustSetContent,
  type WipeTargets,
} from '@sekisho/contracts';
import type { Translate } from '@sekisho/messages';
import type { consoleJa } from '@sekisho/messages/ja/console';
import { makeBatch, type TrustState } from '@sekisho/trust';

export type ConsoleText = Translate<keyof typeof consoleJa>;

/** `null`: the statements do not make the bytes, or are of another organization: nothing of it may be signed. */
export function describe(request: ApprovalRequestDetail, trust: TrustState, t: ConsoleText): string[] | null {
  const { kind, domain, statements, text } = request;
  if (kind === 'trust-set') {
    const change = domain === 'trust-set' ? readTrustSetChange(JSON.stringify(trust.set), text) : null;
    return change === null ? null : trustLines(change, t);
  }
  const { organization } = trust.set;
  const content = domain === 'batch' ? readBatch(kind, organization, statements) : null;
  if (content === null || statements.length === 0) return null;
  if (statements.some(({ subject }) => subject.includes('\n'))) return null;
  return makeBatch({ organization, kind }, statements).text === text ? batchLines(content, t) : null;
}

function batchLines(content: BatchContent, t: ConsoleText): string[] {
  if (content.kind === 'deregistration')
    return [t('approvals.content.deregistration'), ...deviceLines(content.devices, t)];
  if (content.kind === 'policy')
    return content.policies.flatMap(({ name, policy }) => [
      t('approvals.content.policy', { name, code: policy.code }),
      // All of it: what devices hold now is the server's word.
      ...policyDifferences('', policy).map(({ field, to }) => `    ${field}: ${to}`),
    ]);
  return content.parts.flatMap(({ devices, targets }) => [
    ...deviceLines(devices, t),
    t('approvals.content.targets'),
    ...targetLines(targets, t),
  ]);
}

function deviceLines(devices: readonly ApprovedDevice[], t: ConsoleText): string[] {
  return [
    t('approvals.content.devices', { count: devices.length }),
    ...devices.map(({ id, computerName, hardwareSerialNumber }) => {
      const serial =
        hardwareSerialNumber === '' ? '' : `  ${t('approvals.content.serial', { serial: hardwareSerialNumber })}`;
      return `    ${computerName}${serial}  ${id}`;
    }),
  ];
}

function targetLines({ folders, patterns, volumes, encryptionKeys, shutDown }: WipeTargets, t: ConsoleText): string[] {
  return [
    ...patterns.map(({ folder, pattern }) => t('wipe.target.pattern', { path: folder, pattern })),
    ...folders.map((path) => t('wipe.target.folder', { path })),
    ...volumes.map((path) => t('wipe.target.volume', { path })),
    ...(encryptionKeys ? [t('wipe.target.keys')] : []),
    ...(shutDown ? [t('approvals.content.shutDown')] : []),
  ].map((line) => `    ${line}`);
}

function trustLines({ added, removed, otherKeys, rules, consoleOrigin }: TrustSetContent, t: ConsoleText): string[] {
  const none = (rule: ApprovalRule | null) => ({ kind: rule?.kind ?? '', approvals: 0, maxDevices: 0 });
  const lines = [
    ...added.map(({ name = '', use = 'key', holder = '–', keyId }) =>
      t('approvals.content.added', { name, use: t(`approvals.approvers.use.${use}`), holder, keyId }),
    ),
    ...removed.map(({ name = '', keyId }) => t('approvals.content.removed', { name, keyId })),
    ...otherKeys.map(({ role, keyId }) => t('approvals.content.signer', { role, keyId })),
    ...rules.map(({ before, after }) => {
      const was = t('approvals.content.ruleBefore', { rule: ruleLine(before ?? none(after), t) });
      return `${ruleLine(after ?? none(before), t)} (${was})`;
    }),
    ...(consoleOrigin === null ? [] : [t('approvals.content.console', { origin: consoleOrigin })]),
  ];
  return lines.length === 0 ? [t('approvals.content.nothing')] : lines;
}

function ruleLine({ kind, approvals, maxDevices }: ApprovalRule, t: ConsoleText): string {
  const known = approvalRequestKinds.find((candidate) => candidate === kind);
  return t('approvals.content.rule', {
    kind: known === undefined ? kind : t(`approvals.kind.${known}`),
    approvals,
    maxDevices,
  });
}

/** Without anything that moves the cursor or hides a line on a terminal: names and paths are other people's words. */
export function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
}
