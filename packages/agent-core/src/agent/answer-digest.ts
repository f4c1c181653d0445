/** Reads a sealed answer against what the device holds: what to believe, what to obey, what to refuse and under which code. Pure. */
import {
  areWipeTargetsEmpty,
  type CheckInBody,
  type ClientKind,
  type ErrorCode,
  functionRefusal,
  type Intent,
  type SignedText,
  WipeParameters,
  wipeTargetFaults,
} from '@sekisho/contracts';
import type { LockEvent, LockPolicy, LockState } from '@sekisho/lock';
import { openEnvelope, openPolicy, type TrustState, verifyTrustChain } from '@sekisho/trust';
import { Check } from 'typebox/value';
import type { HeldSettings, UsedIntent, WipeProgress } from '../ports/device-store.ts';
import type { NewItem } from './device-memory.ts';

export interface Held {
  readonly deviceId: string;
  readonly clientKind: ClientKind;
  readonly trust: TrustState;
  readonly settings: HeldSettings | null;
  readonly lock: LockState;
  readonly lastOrder: number;
  readonly used: (intentId: string) => UsedIntent | null;
  /** Whether a result for this command still waits to be sent. */
  readonly isWaiting: (commandId: string) => boolean;
  readonly canWipe: boolean;
  readonly wipe: WipeProgress | null;
  /** `undefined` where it is not known: then an approval is not held against it. */
  readonly hardwareSerialNumber?: string | undefined;
}

export interface Digest {
  readonly trust: TrustState | null;
  readonly settings: HeldSettings | null;
  readonly lastOrder: number;
  /** A wipe just taken, to be stored with the lock's state. */
  readonly wipe: WipeProgress | null;
  /** Commands that ask for an inventory. */
  readonly collects: readonly string[];
  /** The check-in first, then the commands in their order. */
  readonly events: readonly LockEvent[];
  readonly items: readonly NewItem[];
}

/** @param nowMs trusted time, already set by this answer's own */
export function digestAnswer(body: CheckInBody, held: Held, nowMs: number): Digest {
  const items: NewItem[] = [];
  const refuse = (subject: string, code: ErrorCode): void => {
    items.push({ kind: 'event', at: nowMs, what: 'command-refused', detail: { subject, code } });
  };
  const chain = body.trustChain ?? [];
  const walked = chain.length === 0 ? null : verifyTrustChain(chain, { held: held.trust });
  if (walked !== null && !walked.ok) refuse('trust-set', walked.code);
  const trust = walked?.ok ? walked.value : null;
  const believed = { ...held, trust: trust ?? held.trust };

  const opened = body.settings === undefined ? null : openSettings(body.settings, believed);
  if (opened !== null && !opened.ok) refuse('settings', opened.code);
  const settings = opened?.ok ? opened.value : null;

  const commands = takeCommands(body.commands, believed, nowMs);
  const checkIn = checkInEvent(settings ?? held.settings, held.lock, nowMs);
  return {
    trust,
    settings,
    lastOrder: commands.lastOrder,
    wipe: commands.wipe,
    collects: commands.collects,
    events: [...checkIn, ...commands.events],
    items: [...items, ...commands.items],
  };
}

/** Before any settings were held there is nothing to count from: then the lock stays as it is. */
function checkInEvent(settings: HeldSettings | null, lock: LockState, now: number): LockEvent[] {
  const policy: LockPolicy | null = settings?.policy.settings ?? lock.policy;
  const settingsRevision = settings?.settingsRevision ?? lock.settingsRevision;
  if (policy === null || settingsRevision === null) return [];
  return [{ type: 'check-in', now, settingsRevision, policy }];
}

type OpenedSettings = { ok: true; value: HeldSettings } | { ok: false; code: ErrorCode };

/** Also used at registration, where nothing is held. */
export function openSettings(
  settings: NonNullable<CheckInBody['settings']>,
  held: { readonly trust: TrustState; readonly settings: HeldSettings | null },
): OpenedSettings {
  const { settingsRevision, policyCode, policy: signed } = settings;
  const policyRevisions = held.settings?.policyRevisions ?? {};
  const opened = openPolicy(signed, { trust: held.trust, heldRevision: policyRevisions[policyCode] ?? null });
  if (!opened.ok) return opened;
  const policy = opened.value;
  if (policy.code !== policyCode) return { ok: false, code: 'statement-malformed' };
  const revisions = { ...policyRevisions, [policyCode]: policy.revision };
  return { ok: true, value: { settingsRevision, policyCode, policy, policyRevisions: revisions } };
}

interface Taken {
  lastOrder: number;
  wipe: WipeProgress | null;
  readonly collects: string[];
  readonly events: LockEvent[];
  readonly items: NewItem[];
}

function takeCommands(commands: readonly SignedText[], held: Held, nowMs: number): Taken {
  const taken: Taken = { lastOrder: held.lastOrder, wipe: null, collects: [], events: [], items: [] };
  const usedNow = new Set<string>();
  const isUsed = (id: string): boolean => usedNow.has(id) || isSettled(held, id);
  for (const signed of commands) {
    const { deviceId, trust, hardwareSerialNumber } = held;
    const context = { trust, deviceId, lastOrder: taken.lastOrder, isUsed, nowMs, hardwareSerialNumber };
    const opened = openEnvelope(signed, context);
    if (!opened.ok) {
      if (!usedNow.has(readIntentId(signed) ?? ''))
        taken.items.push(...answerToRefused(signed, opened.code, held, nowMs));
      continue;
    }
    const { envelope, intent } = opened.value;
    taken.lastOrder = envelope.order;
    usedNow.add(intent.id);
    if (intent.kind === 'collect-inventory') {
      if (held.lock.mode !== 'wiping' && taken.wipe === null) taken.collects.push(intent.id);
      else taken.items.push(refusedResult(intent.id, 'command-refused-while-wiping', nowMs));
      continue;
    }
    const excluded = functionRefusal(held.clientKind, intent.kind as 'lock' | 'unlock' | 'wipe');
    if (excluded !== null) {
      taken.items.push(refusedResult(intent.id, excluded, nowMs));
      continue;
    }
    const wipe = intent.kind === 'wipe' ? openWipe(intent, held) : null;
    if (wipe !== null && !wipe.ok) {
      taken.items.push(refusedResult(intent.id, wipe.code, nowMs));
      continue;
    }
    // A second one, while one runs, is acknowledged as already under way: the first one's targets stand.
    if (wipe !== null && held.lock.mode !== 'wiping') taken.wipe ??= wipe.value;
    taken.events.push(commandEvent(intent, nowMs));
  }
  return taken;
}

/** An order to wipe that was taken, but is unknown to a lock that lost its state, is taken again: it must not get lost. */
function isSettled({ used, lock }: Held, intentId: string): boolean {
  const known = used(intentId);
  return known !== null && (known.outcome !== null || lock.mode === 'wiping');
}

type OpenedWipe = { ok: true; value: WipeProgress } | { ok: false; code: ErrorCode };

/** Targets are looked at once more: what the server should never have signed is not begun. */
function openWipe({ id, parameters }: Intent, { canWipe }: Held): OpenedWipe {
  if (!canWipe) return { ok: false, code: 'not-supported-here' };
  if (!Check(WipeParameters, parameters)) return { ok: false, code: 'statement-malformed' };
  const { targets } = parameters;
  if (wipeTargetFaults(targets).length > 0 || areWipeTargetsEmpty(targets))
    return { ok: false, code: 'statement-malformed' };
  return {
    ok: true,
    value: { id, targets, startedAt: null, outcomes: [], partial: null, encrypted: null, receipt: null },
  };
}

function commandEvent(intent: Intent, now: number): LockEvent {
  const kind = intent.kind as 'lock' | 'unlock' | 'wipe';
  return { type: 'command', now, kind, id: intent.id, noKeys: intent.parameters['noKeys'] === true };
}

/** These are answers to a command that is ours: the server stops asking. The rest may be anybody's, and is only told. */
const finalRefusals: ReadonlySet<ErrorCode> = new Set([
  'kind-unknown',
  'intent-expired',
  'approval-missing',
  'approval-invalid',
  'approval-exceeds-maximum',
]);

function answerToRefused(signed: SignedText, code: ErrorCode, held: Held, at: number): NewItem[] {
  const commandId = readIntentId(signed);
  if (commandId !== null && finalRefusals.has(code)) return [refusedResult(commandId, code, at)];
  if (commandId !== null && code === 'intent-used') return repeatedResult(commandId, held, at);
  const detail = { subject: 'command', code, lastOrder: held.lastOrder };
  return [{ kind: 'event', at, what: 'command-refused', ...(commandId === null ? {} : { commandId }), detail }];
}

function refusedResult(commandId: string, code: ErrorCode, at: number): NewItem {
  return { kind: 'result', at, commandId, outcome: 'refused', code };
}

/** The server asks again because the answer was lost: it is told again, and nothing is done a second time. */
function repeatedResult(commandId: string, held: Held, at: number): NewItem[] {
  const used = held.used(commandId);
  if (used === null || used.outcome === null || held.isWaiting(commandId)) return [];
  const code = used.code === undefined ? {} : { code: used.code };
  const receipt = held.wipe?.id === commandId ? held.wipe.receipt : null;
  return [
    ...(receipt === null ? [] : [receiptItem(commandId, receipt, at)]),
    { kind: 'result', at, commandId, outcome: used.outcome, ...code },
  ];
}

export function receiptItem(commandId: string, receipt: SignedText, at: number): NewItem {
  return { kind: 'event', at, what: 'wipe-receipt', commandId, receipt };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whose command a refused delivery says it is; believed for nothing but the report. */
function readIntentId(signed: SignedText): string | null {
  try {
    const { intent } = JSON.parse(signed.text) as { intent?: unknown };
    const { id } = JSON.parse(String(intent)) as { id?: unknown };
    return typeof id === 'string' && uuid.test(id) ? id : null;
  } catch {
    return null;
  }
}
