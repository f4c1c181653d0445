/** The server's HTTPS certificate: of its own making, shared over the database, or an operator's files; renewed while it runs. */
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { Cancel, Clock, Timers } from '../clock.ts';
import type { Db } from '../database/tables.ts';
import type { Randomness } from '../ids.ts';
import type { Sealer } from '../keys/sealer.ts';
import type { Log } from '../log.ts';
import { StartError } from '../start-error.ts';
import {
  exportKey,
  generateKeys,
  type Issued,
  importKeys,
  issueLeaf,
  issueRoot,
  type KeyPair,
  leafStillServes,
  pemOf,
  publicKeyPin,
} from './certificates.ts';
import type { ServerName } from './server-names.ts';

/** What the rest of the server may know about its HTTPS certificate. */
export interface TlsFacts {
  /** PEM of the self-made root that agents pin; `null` with an operator's own certificate. */
  readonly rootPem: string | null;
  /** Base64 SHA-256 of the server's public key, as curl's `--pinnedpubkey sha256//…` wants it. */
  readonly publicKeyPin: string;
}

export interface TlsMaterial {
  /** Chain, leaf first. */
  readonly cert: string;
  readonly key: string;
}

export interface TlsIdentity extends TlsFacts {
  readonly material: TlsMaterial;
  /** Looks twice a day and calls `apply` with a new certificate when the old one will not do much longer. */
  keepFresh(apply: (material: TlsMaterial) => void): Cancel;
}

export interface TlsPorts {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
  readonly log: Log;
  /** Asked anew each time: interfaces come and go. */
  readonly names: () => readonly ServerName[];
}

export class TlsFilesError extends StartError {
  override readonly name = 'TlsFilesError';
}

const checkIntervalMs = 12 * 3_600_000;
const rootContext = 'tls-authority/root';
const leafContext = 'tls-authority/leaf';

interface Authority {
  readonly root: Issued;
  readonly leafKeys: KeyPair;
  readonly leafPem: string;
}

/** The certificate of our own making; the first process makes root and key, all others share them. */
export async function ownTlsIdentity(ports: TlsPorts): Promise<TlsIdentity> {
  let authority = await loadAuthority(ports.db, ports.sealer);
  if (authority === null) {
    await makeAuthority(ports);
    authority = await loadAuthority(ports.db, ports.sealer);
  }
  if (authority === null) throw new Error('the TLS authority vanished from the database');
  const { root, leafKeys } = authority;
  const key = pemOf('PRIVATE KEY', await exportKey(leafKeys.privateKey));
  let leafPem = await freshLeaf(ports, authority);
  const materialOf = (leaf: string): TlsMaterial => ({ cert: leaf + root.certificatePem, key });
  return {
    rootPem: root.certificatePem,
    publicKeyPin: publicKeyPin(leafPem),
    material: materialOf(leafPem),
    keepFresh(apply) {
      return ports.timers.every(checkIntervalMs, () => {
        freshLeaf(ports, { root, leafKeys, leafPem }).then(
          (renewed) => {
            if (renewed === leafPem) return;
            leafPem = renewed;
            apply(materialOf(renewed));
          },
          (cause: unknown) => ports.log.error({ err: cause }, 'the HTTPS certificate could not be renewed'),
        );
      });
    },
  };
}

async function loadAuthority(db: Db, sealer: Sealer): Promise<Authority | null> {
  const row = await db.selectFrom('tls_authority').selectAll().executeTakeFirst();
  if (row === undefined) return null;
  return {
    root: {
      certificatePem: row.root_certificate_pem,
      keys: await importKeys(sealer.open(row.root_sealed_key, rootContext)),
    },
    leafKeys: await importKeys(sealer.open(row.leaf_sealed_key, leafContext)),
    leafPem: row.leaf_certificate_pem,
  };
}

async function makeAuthority(ports: TlsPorts): Promise<void> {
  const now = ports.clock.now();
  const root = await issueRoot(now, ports.randomness);
  const leafKeys = await generateKeys();
  await ports.db
    .insertInto('tls_authority')
    .values({
      id: 1,
      root_certificate_pem: root.certificatePem,
      root_sealed_key: ports.sealer.seal(await exportKey(root.keys.privateKey), rootContext),
      leaf_certificate_pem: await issueLeaf(root, leafKeys, ports.names(), now, ports.randomness),
      leaf_sealed_key: ports.sealer.seal(await exportKey(leafKeys.privateKey), leafContext),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The given leaf, or a new one (which is stored for the next start) when names have changed or its end is near. */
async function freshLeaf(ports: TlsPorts, authority: Authority): Promise<string> {
  const now = ports.clock.now();
  const names = ports.names();
  if (leafStillServes(authority.leafPem, authority.root.certificatePem, names, now)) return authority.leafPem;
  const leafPem = await issueLeaf(authority.root, authority.leafKeys, names, now, ports.randomness);
  await ports.db.updateTable('tls_authority').set({ leaf_certificate_pem: leafPem }).execute();
  ports.log.info({ names: names.map((name) => name.value) }, 'issued an HTTPS certificate');
  return leafPem;
}

/** An operator's own files, read again twice a day so that a renewed certificate needs no restart. */
export async function givenTlsIdentity(
  files: { readonly cert: string; readonly key: string },
  ports: Pick<TlsPorts, 'timers' | 'log'>,
): Promise<TlsIdentity> {
  let material = await readMaterial(files);
  return {
    rootPem: null,
    publicKeyPin: publicKeyPin(material.cert),
    material,
    keepFresh(apply) {
      return ports.timers.every(checkIntervalMs, () => {
        readMaterial(files).then(
          (read) => {
            if (read.cert === material.cert && read.key === material.key) return;
            material = read;
            apply(read);
          },
          (cause: unknown) => ports.log.error({ err: cause }, 'the HTTPS certificate could not be read again'),
        );
      });
    },
  };
}

async function readMaterial(files: { readonly cert: string; readonly key: string }): Promise<TlsMaterial> {
  try {
    const material = { cert: await readFile(files.cert, 'utf8'), key: await readFile(files.key, 'utf8') };
    createSecureContext(material);
    return material;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TlsFilesError(`tls-cert ${files.cert} and tls-key ${files.key} cannot be used: ${reason}`, { cause });
  }
}
