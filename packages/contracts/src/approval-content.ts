/** What an approval says, read from the very texts that are signed: for the console and the command line alike. Pure. */
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { ApprovalRequestKind } from './api/approvals.ts';
import { ApprovalSubject } from './approval.ts';
import { DevicePolicy } from './policy.ts';
import { type ApprovalRule, DeregistrationNotice, Intent, type Signer, TrustSet } from './trust.ts';
import { WipeParameters } from './wipe.ts';
import type { WipeTargets } from './wipe-targets.ts';

export interface ApprovalStatement {
  readonly subject: string;
  readonly text: string;
}

export interface ApprovedDevice {
  readonly id: string;
  readonly computerName: string;
  readonly hardwareSerialNumber: string;
}

export type BatchContent =
  | { readonly kind: 'wipe'; readonly parts: readonly { targets: WipeTargets; devices: ApprovedDevice[] }[] }
  | { readonly kind: 'deregistration'; readonly devices: readonly ApprovedDevice[] }
  | {
      readonly kind: 'policy';
      readonly policies: readonly { readonly name: string; readonly policy: DevicePolicy; readonly text: string }[];
    };

/** `null`: a text is not what `kind` says, or of another organization. Nothing of it should be signed then. */
export function readBatch(
  kind: ApprovalRequestKind,
  organization: string,
  statements: readonly ApprovalStatement[],
): BatchContent | null {
  if (kind === 'wipe') return readWipes(organization, statements);
  if (kind === 'deregistration') {
    const devices = readAll(statements, (subject, { text }) => {
      const notice = read(DeregistrationNotice, text);
      return notice?.organization === organization ? deviceOf(notice.device, subject) : null;
    });
    return devices === null ? null : { kind, devices };
  }
  if (kind !== 'policy') return null;
  const policies = readAll(statements, ({ policyName = '' }, { text }) => {
    const policy = read(DevicePolicy, text);
    return policy?.organization === organization ? { name: policyName, policy, text } : null;
  });
  return policies === null ? null : { kind, policies };
}

/** Devices with the same targets stand together. */
function readWipes(organization: string, statements: readonly ApprovalStatement[]): BatchContent | null {
  const parts = new Map<string, { targets: WipeTargets; devices: ApprovedDevice[] }>();
  const wipes = readAll(statements, (subject, { text }) => {
    const intent = read(Intent, text);
    const [device] = intent?.devices ?? [];
    const isOurs = intent?.kind === 'wipe' && intent.organization === organization && intent.devices.length === 1;
    if (!isOurs || device === undefined || !Check(WipeParameters, intent.parameters)) return null;
    return { targets: intent.parameters.targets, device: deviceOf(device, subject) };
  });
  if (wipes === null) return null;
  for (const { targets, device } of wipes) {
    const key = JSON.stringify(targets);
    const part = parts.get(key) ?? { targets, devices: [] };
    part.devices.push(device);
    parts.set(key, part);
  }
  return { kind: 'wipe', parts: [...parts.values()] };
}

function readAll<T>(
  statements: readonly ApprovalStatement[],
  readOne: (subject: ApprovalSubject, statement: ApprovalStatement) => T | null,
): T[] | null {
  const all: T[] = [];
  for (const statement of statements) {
    const subject = read(ApprovalSubject, statement.subject);
    const one = subject === null ? null : readOne(subject, statement);
    if (one === null) return null;
    all.push(one);
  }
  return all;
}

function deviceOf(id: string, { computerName = '', hardwareSerialNumber = '' }: ApprovalSubject): ApprovedDevice {
  return { id, computerName, hardwareSerialNumber };
}

function read<S extends TSchema>(schema: S, text: string): Static<S> | null {
  try {
    const value: unknown = JSON.parse(text);
    return Check(schema, value) ? value : null;
  } catch {
    return null;
  }
}

export interface Difference {
  /** Path into the settings, as `timerLock.enabled`. */
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** What changes for devices from one policy's text to another. */
export function policyDifferences(presentText: string, { settings }: DevicePolicy): Difference[] {
  const present = read(DevicePolicy, presentText);
  const before = new Map(present === null ? [] : flatten('', present.settings));
  const after = new Map(flatten('', settings));
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((field) => ({ field, from: before.get(field) ?? '–', to: after.get(field) ?? '–' }))
    .filter(({ from, to }) => from !== to);
}

function flatten(path: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, inner]) => flatten(path === '' ? name : `${path}.${name}`, inner));
}

export interface TrustSetContent {
  readonly added: readonly Signer[];
  readonly removed: readonly Signer[];
  /** Signers other than approvers that come or go. */
  readonly otherKeys: readonly Signer[];
  readonly rules: readonly { readonly before: ApprovalRule | null; readonly after: ApprovalRule | null }[];
  /** Where passkeys sign from now on; `null`: as before. */
  readonly consoleOrigin: string | null;
}

/** What changes from one trust set to the next; `null`: `nextText` is no trust set that follows `presentText`. */
export function readTrustSetChange(presentText: string, nextText: string): TrustSetContent | null {
  const [before, after] = [read(TrustSet, presentText), read(TrustSet, nextText)];
  if (before === null || after === null) return null;
  if (after.organization !== before.organization || after.version !== before.version + 1) return null;
  const entries = ({ signers }: TrustSet) => new Map(signers.map((signer) => [JSON.stringify(signer), signer]));
  const [old, fresh] = [entries(before), entries(after)];
  const added = [...fresh].flatMap(([key, signer]) => (old.has(key) ? [] : [signer]));
  const removed = [...old].flatMap(([key, signer]) => (fresh.has(key) ? [] : [signer]));
  const isApprover = ({ role }: Signer) => role === 'approver';
  const kinds = new Set([...before.rules, ...after.rules].map(({ kind }) => kind));
  const ruleOf = ({ rules }: TrustSet, kind: string) => rules.find((rule) => rule.kind === kind) ?? null;
  const rules = [...kinds]
    .map((kind) => ({ before: ruleOf(before, kind), after: ruleOf(after, kind) }))
    .filter((rule) => JSON.stringify(rule.before) !== JSON.stringify(rule.after));
  const origin = after.console?.origin ?? null;
  return {
    added: added.filter(isApprover),
    removed: removed.filter(isApprover),
    otherKeys: [...added, ...removed].filter((signer) => !isApprover(signer)),
    rules,
    consoleOrigin: origin === (before.console?.origin ?? null) ? null : origin,
  };
}
