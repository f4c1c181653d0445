/** The commands: a key is made and asked for, requests are listed, and signed after a look at what they really say. */
import type { ApproverApplication, Signature } from '@sekisho/contracts';
import type { MessageKey, MessageParameters } from '@sekisho/messages';
import {
  generateSigningKey,
  recoveryKeyFromText,
  type SigningKey,
  signText,
  type TrustState,
  verifyTrustChain,
} from '@sekisho/trust';
import type { Api } from './api.ts';
import { type ConsoleText, describe, printable } from './content.ts';
import { type KeyFile, openKey, readKeyFile, sealKey, storedTrust, writeKeyFile } from './key-file.ts';
import type { Terminal } from './terminal.ts';

export interface Context {
  readonly api: Api;
  readonly server: string;
  readonly keyFile: string;
  readonly terminal: Terminal;
  readonly t: (key: MessageKey, parameters?: MessageParameters) => string;
  readonly console: ConsoleText;
}

/** Ends the program with this text and status 1. */
export class Halt extends Error {
  override readonly name = 'Halt';
}

const shortestPassphrase = 12;

/** @param trustHash of a trust set, brought from outside the server; `null`: believed as the server shows it, and said so */
export async function makeKey(context: Context, name: string, trustHash: string | null): Promise<void> {
  const { api, keyFile, terminal, t } = context;
  if (readKeyFile(keyFile) !== null) throw new Halt(t('approve.key.exists', { file: keyFile }));
  const { administrator, organization } = await api.session();
  const trust = verifyTrustChain((await api.trustChain()).chain, { pinnedHash: trustHash });
  if (!trust.ok || trust.value.set.organization !== organization.id) throw new Halt(t('approve.trust.broken'));
  const { hash } = trust.value;
  terminal.say(t(trustHash === null ? 'approve.trust.first' : 'approve.trust.pinned', { hash }));
  const passphrase = await terminal.askSecret(t('approve.passphrase.new', { length: shortestPassphrase }));
  if (passphrase.length < shortestPassphrase)
    throw new Halt(t('approve.passphrase.short', { length: shortestPassphrase }));
  if ((await terminal.askSecret(t('approve.passphrase.again'))) !== passphrase)
    throw new Halt(t('approve.passphrase.different'));
  const key = generateSigningKey();
  const application: ApproverApplication = {
    organization: organization.id,
    holder: administrator.id,
    name,
    use: 'key',
    algorithm: 'ES256',
    publicKey: key.publicKey,
  };
  const { server } = context;
  writeKeyFile(keyFile, { version: 1, server, ...sealKey(key, passphrase), trust: storedTrust(trust.value) });
  terminal.say(t('approve.key.made', { file: keyFile, keyId: key.keyId }));
  const answer = await api.apply(signText('approver', JSON.stringify(application), key));
  terminal.say('requestId' in answer ? t('approve.key.asked', { id: answer.requestId }) : t('approve.key.taken'));
}

export async function listRequests({ api, terminal, t, console }: Context): Promise<void> {
  const { items } = await api.open();
  if (items.length === 0) terminal.say(t('approve.list.none'));
  for (const { id, kind, askedBy, expiresAt, approvedBy, approvals } of items) {
    const progress = console('approvals.progress', { done: approvedBy.length, needed: approvals });
    terminal.say(
      printable(
        `${id}  ${console(`approvals.kind.${kind}`)}  ${askedBy ?? console('approvals.system')}  ${progress}  ${expiresAt}`,
      ),
    );
  }
}

/** @param by `recovery`: with the recovery key that the person types, for a change of approvers or rules */
export async function sign(context: Context, id: string, by: 'key' | 'recovery'): Promise<void> {
  const { api, terminal, t } = context;
  const file = readKeyFile(context.keyFile);
  if (file === null && by === 'key') throw new Halt(t('approve.key.none', { file: context.keyFile }));
  const trust = await believe(context, file);
  const request = await api.request(id);
  const lines = describe(request, trust, context.console);
  if (lines === null) throw new Halt(context.console('approvals.dialog.broken'));
  terminal.say('');
  terminal.say(context.console('approvals.dialog.title', { kind: context.console(`approvals.kind.${request.kind}`) }));
  terminal.say(context.console('approvals.dialog.computed'));
  terminal.say('');
  for (const line of lines) terminal.say(printable(line));
  terminal.say('');
  const word = t('approve.sign.word');
  if ((await terminal.ask(t('approve.sign.question', { word }))) !== word) throw new Halt(t('approve.sign.not'));
  const key = by === 'key' ? await unlock(context, file) : await readRecoveryKey(context);
  const [signature] = signText(request.domain, request.text, key).signatures as [Signature];
  const { state, approvedBy, approvals } = await api.sign(id, signature);
  terminal.say(
    t(`approve.sign.${state === 'open' || state === 'approved' ? state : 'other'}`, {
      done: approvedBy.length,
      needed: approvals,
    }),
  );
}

/** What this machine believed before, and from there on only what approvers signed: never what the server merely shows. */
async function believe({ api, keyFile, t, terminal }: Context, file: KeyFile | null): Promise<TrustState> {
  const { chain } = await api.trustChain();
  if (file === null) {
    const first = verifyTrustChain(chain, { pinnedHash: null });
    if (!first.ok) throw new Halt(t('approve.trust.broken'));
    terminal.say(t('approve.trust.first', { hash: first.value.hash }));
    return first.value;
  }
  const next = verifyTrustChain(chain.slice(file.trust.set.version), { held: file.trust });
  if (!next.ok) throw new Halt(t('approve.trust.broken'));
  writeKeyFile(keyFile, { ...file, trust: storedTrust(next.value) });
  return next.value;
}

async function unlock({ terminal, t }: Context, file: KeyFile | null): Promise<SigningKey> {
  const passphrase = await terminal.askSecret(t('approve.passphrase'));
  const key = file === null ? null : openKey(file, passphrase);
  if (key === null) throw new Halt(t('approve.passphrase.wrong'));
  return key;
}

async function readRecoveryKey({ terminal, console }: Context): Promise<SigningKey> {
  const key = recoveryKeyFromText(await terminal.askSecret(`${console('approvals.dialog.recovery.label')}: `));
  if (!key.ok) throw new Halt(console('approvals.dialog.recovery.wrong'));
  return key.value;
}
