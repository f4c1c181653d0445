/** An organization's key pair for what standalone clients write: P-256, made at first use, its private half sealed. */
import type { KeyObject } from 'node:crypto';
import { exportPrivateKey, generateSigningKey, importPrivateKey } from '@sekisho/trust';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Tx } from '../../platform/database/tables.ts';
import type { Sealer } from '../../platform/keys/sealer.ts';
import { insertImportKey, selectImportKey } from './import-keys.store.ts';

export interface ImportKeys {
  /** SPKI DER in base64url: what an installer carries. Makes the key where there is none. */
  publicKeyOf(tx: Tx, organizationId: string): Promise<string>;
  /** For ECDH with what a file brings along; `null`: no standalone client was ever made here. */
  privateKeyOf(organizationId: string): Promise<KeyObject | null>;
}

export interface ImportKeysPorts {
  readonly db: Db;
  readonly clock: Clock;
  readonly sealer: Sealer;
}

const sealContext = (organizationId: string) => `import-key/${organizationId}`;

export function createImportKeys({ db, clock, sealer }: ImportKeysPorts): ImportKeys {
  return {
    async publicKeyOf(tx, organizationId) {
      const known = await selectImportKey(tx, organizationId);
      if (known !== null) return known.publicKey.toString('base64url');
      const { publicKey, privateKey } = generateSigningKey();
      const sealedPrivateKey = sealer.seal(exportPrivateKey(privateKey), sealContext(organizationId));
      const made = { publicKey: Buffer.from(publicKey, 'base64url'), sealedPrivateKey };
      await insertImportKey(tx, organizationId, made, new Date(clock.now()));
      // Of two who make the first one at once, one waits for the other, and both use what stands then.
      const stored = await selectImportKey(tx, organizationId);
      return (stored ?? made).publicKey.toString('base64url');
    },
    async privateKeyOf(organizationId) {
      const known = await selectImportKey(db, organizationId);
      if (known === null) return null;
      return importPrivateKey(sealer.open(known.sealedPrivateKey, sealContext(organizationId))).privateKey;
    },
  };
}
