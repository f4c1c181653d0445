/** The commands of `npm run release`: a key is made, trusted by the recovery key, signs what was packed, and what it signed is uploaded. */
import type { AgentRelease, TrustSet } from '@sekisho/contracts';
import type { MessageKey, MessageParameters } from '@sekisho/messages';
import {
  generateSigningKey,
  keyIdOf,
  recoveryKeyFromText,
  type SigningKey,
  signText,
  verifyTrustChain,
} from '@sekisho/trust';
import type { Api } from '../api.ts';
import { Halt } from '../commands.ts';
import { printable } from '../content.ts';
import { openKey } from '../key-file.ts';
import type { Terminal } from '../terminal.ts';
import {
  filesOf,
  isWhole,
  readPackedFile,
  readReleaseFolder,
  readSignature,
  writeSignature,
} from './release-folder.ts';
import { type ReleaseKeyFile, readReleaseKey, writeReleaseKey } from './release-key-file.ts';

export interface ReleaseContext {
  readonly keyFile: string;
  readonly terminal: Terminal;
  readonly nowMs: () => number;
  readonly t: (key: MessageKey, parameters?: MessageParameters) => string;
}

const shortestPassphrase = 12;

export async function makeReleaseKey({ keyFile, terminal, t }: ReleaseContext, name: string): Promise<void> {
  if (readReleaseKey(keyFile) !== null) throw new Halt(t('approve.key.exists', { file: keyFile }));
  const passphrase = await terminal.askSecret(t('approve.passphrase.new', { length: shortestPassphrase }));
  if (passphrase.length < shortestPassphrase)
    throw new Halt(t('approve.passphrase.short', { length: shortestPassphrase }));
  if ((await terminal.askSecret(t('approve.passphrase.again'))) !== passphrase)
    throw new Halt(t('approve.passphrase.different'));
  const key = generateSigningKey();
  writeReleaseKey(keyFile, key, name, passphrase);
  terminal.say(t('release.key.made', { file: keyFile, keyId: key.keyId }));
}

function requireKey({ keyFile, t }: ReleaseContext): ReleaseKeyFile {
  const file = readReleaseKey(keyFile);
  if (file === null) throw new Halt(t('release.key.none', { file: keyFile }));
  return file;
}

/**
 * Puts the public half into the organization's trust set, signed here by the recovery key, which goes nowhere.
 * @param trustHash of a trust set, brought from outside the server; `null`: believed as the server shows it, and said so
 */
export async function trustReleaseKey(context: ReleaseContext, api: Api, trustHash: string | null): Promise<void> {
  const { terminal, t } = context;
  const { name, publicKey } = requireKey(context);
  const trust = verifyTrustChain((await api.trustChain()).chain, { pinnedHash: trustHash });
  if (!trust.ok) throw new Halt(t('approve.trust.broken'));
  const { set, hash } = trust.value;
  terminal.say(t(trustHash === null ? 'approve.trust.first' : 'approve.trust.pinned', { hash }));
  const keyId = keyIdOf(publicKey);
  const others = (set.releaseKeys ?? []).filter((key) => key.keyId !== keyId);
  for (const other of others)
    terminal.say(t('release.trust.other', { name: printable(other.name), keyId: other.keyId }));
  const next: TrustSet = {
    ...set,
    version: set.version + 1,
    previous: hash,
    issuedAt: context.nowMs(),
    releaseKeys: [...others, { keyId, publicKey, name }],
  };
  const recovery = recoveryKeyFromText(await terminal.askSecret(t('release.trust.recovery')));
  if (!recovery.ok) throw new Halt(t('release.trust.wrong'));
  await api.changeReleaseKeys(signText('trust-set', JSON.stringify(next), recovery.value));
  terminal.say(t('release.trust.done', { keyId }));
}

export async function signRelease(context: ReleaseContext, folder: string): Promise<void> {
  const { terminal, t } = context;
  const key = requireKey(context);
  const packed = readReleaseFolder(folder);
  if (packed === null) throw new Halt(t('release.folder.none', { folder }));
  if (!isWhole(folder, packed.release)) throw new Halt(t('release.folder.damaged', { folder }));
  for (const line of describe(packed.release, t)) terminal.say(line);
  const word = t('approve.sign.word');
  if ((await terminal.ask(t('approve.sign.question', { word }))) !== word) throw new Halt(t('approve.sign.not'));
  const file = writeSignature(folder, signText('agent-release', packed.text, await unlock(context, key)));
  terminal.say(t('release.signed', { file }));
}

function describe(release: AgentRelease, t: ReleaseContext['t']): string[] {
  const day = (epochMs: number) => new Date(epochMs).toISOString().slice(0, 10);
  const { version, minimumVersion, notBefore, notAfter, targets } = release;
  return [
    t('release.sign.version', { version, minimum: minimumVersion }),
    t('release.sign.days', { from: day(notBefore), until: day(notAfter) }),
    ...targets.map(({ platform, architecture, files }) => {
      const bytes = files.reduce((sum, file) => sum + file.packed.bytes, 0);
      const megabytes = Math.ceil(bytes / 1024 / 1024);
      return t('release.sign.target', { platform, architecture, files: files.length, megabytes });
    }),
  ];
}

async function unlock({ terminal, t }: ReleaseContext, file: ReleaseKeyFile): Promise<SigningKey> {
  const key = openKey(file, await terminal.askSecret(t('approve.passphrase')));
  if (key === null) throw new Halt(t('approve.passphrase.wrong'));
  return key;
}

/** Goes on where it was cut off: only what the server says is missing is sent. */
export async function uploadRelease({ terminal, t }: ReleaseContext, api: Api, folder: string): Promise<void> {
  const packed = readReleaseFolder(folder);
  if (packed === null) throw new Halt(t('release.folder.none', { folder }));
  const signed = readSignature(folder, packed.text);
  if (signed === null) throw new Halt(t('release.folder.unsigned', { folder }));
  const { version } = packed.release;
  const { missing } = await api.addRelease({ release: signed });
  const files = filesOf(packed.release).filter((file) => missing.includes(file.packed.sha256));
  for (const [index, { name, packed: file }] of files.entries()) {
    terminal.say(t('release.uploading', { name, number: index + 1, count: files.length }));
    await api.addReleaseFile(file.sha256, readPackedFile(folder, file.sha256));
  }
  terminal.say(t('release.uploaded', { version }));
}
