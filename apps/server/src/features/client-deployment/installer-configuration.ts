/** Puts together what is stamped into an installer: where the server is, how it is trusted, and what was decided for the device. */
import { type InstallerConfiguration, installerConfigurationMaxBytes } from '@sekisho/contracts';
import type { RunInTransaction } from '../../platform/database/transaction.ts';
import type { ServerAddresses } from '../../platform/feature.ts';
import type { ServiceKeys } from '../../platform/keys/service-keys.ts';
import type { TlsFacts } from '../../platform/tls/tls-identity.ts';
import { meetsOurCertificate } from '../downloads/index.ts';
import type { Organizations } from '../organizations/index.ts';
import type { ImportKeys } from './import-keys.ts';
import type { DownloadRow } from './installer-downloads.store.ts';
import { makeInstallerToken } from './installer-token.rules.ts';

/** Of the service key under which tokens are made. */
export const installerTokenPurpose = 'installer-token';

export interface ConfigurationPorts {
  readonly transaction: RunInTransaction;
  readonly addresses: ServerAddresses;
  readonly tls: TlsFacts;
  /** The HTTPS port we listen on. */
  readonly tlsPort: number;
  readonly publicUrl: string | undefined;
  readonly serviceKeys: ServiceKeys;
  readonly organizations: Pick<Organizations, 'get'>;
  readonly importKeys: Pick<ImportKeys, 'publicKeyOf'>;
  /** Hash of the organization's newest trust set. */
  readonly trustHashOf: (organizationId: string) => Promise<string>;
}

/** The same for the same download, as long as nothing of the server's own has changed. */
export async function configurationOf(
  ports: ConfigurationPorts,
  organizationId: string,
  download: DownloadRow,
): Promise<InstallerConfiguration> {
  const { platform, clientKind, format, settingName, groupId, groupName, initial } = download;
  const { deviceUrl } = ports.addresses;
  const [tokenKey, organization, trustHash, importKey] = await Promise.all([
    ports.serviceKeys.get(installerTokenPurpose),
    ports.organizations.get(organizationId),
    ports.trustHashOf(organizationId),
    clientKind === 'standalone' ? ports.transaction((tx) => ports.importKeys.publicKeyOf(tx, organizationId)) : null,
  ]);
  const configuration: InstallerConfiguration = {
    version: 1,
    platform,
    clientKind,
    format,
    settingName,
    organizationCode: organization.code,
    organizationId,
    groupId,
    groupName,
    serverUrl: deviceUrl,
    rootPem: meetsOurCertificate(deviceUrl, ports.publicUrl, ports.tlsPort) ? ports.tls.rootPem : null,
    trustHash,
    enrolmentToken: makeInstallerToken({ organizationId, installerId: download.id }, tokenKey),
    expiresAt: download.expiresAt.getTime(),
    importKey,
    initial,
  };
  const bytes = Buffer.byteLength(JSON.stringify(configuration));
  if (bytes > installerConfigurationMaxBytes) throw new Error(`an installer cannot carry ${bytes} bytes`);
  return configuration;
}
