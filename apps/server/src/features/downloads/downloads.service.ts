/** The script that installs an agent, and the archives it fetches. */
import { type Archive, type Downloads, renderInstallScript } from '@sekisho/installers';
import { installerEn } from '@sekisho/messages/en/installer';
import { installerJa } from '@sekisho/messages/ja/installer';
import type { ServerAddresses } from '../../platform/feature.ts';
import type { TlsFacts } from '../../platform/tls/tls-identity.ts';
import type { Organizations } from '../organizations/index.ts';

export interface DownloadsPorts {
  readonly downloads: Downloads;
  readonly addresses: ServerAddresses;
  readonly tls: TlsFacts;
  /** The HTTPS port we listen on. */
  readonly tlsPort: number;
  readonly publicUrl: string | undefined;
  readonly organizations: Pick<Organizations, 'findBySerial' | 'findOnly'>;
  /** Hash of the organization's newest trust set. */
  readonly trustHashOf: (organizationId: string) => Promise<string>;
}

export interface DownloadsService {
  /** @param serialNumber names the organization where there are several */
  installScript(serialNumber: string | null): Promise<string>;
  /** Where the file is, and what it is; `null` for what is not in the manifest. */
  find(fileName: string): Promise<{ readonly folder: string; readonly archive: Archive } | null>;
}

const namePrefix = 'installer.';

function byShortName(texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key.slice(namePrefix.length), text]));
}

/** A public address on a port that is not ours is a proxy's, and so is the certificate that devices meet there. */
export function meetsOurCertificate(deviceUrl: string, publicUrl: string | undefined, tlsPort: number): boolean {
  if (!deviceUrl.startsWith('https:')) return false;
  return publicUrl === undefined || Number(new URL(deviceUrl).port || 443) === tlsPort;
}

/** What installers say, by the names they call it. */
export const installerTexts = { ja: byShortName(installerJa), en: byShortName(installerEn) } as const;

export function createDownloads(ports: DownloadsPorts): DownloadsService {
  /** The only one, whatever the serial number: the script must not tell guessers of serial numbers that they were right. */
  async function findOrganization(serialNumber: string | null): Promise<{ readonly id: string } | null> {
    const only = await ports.organizations.findOnly();
    return only !== null || serialNumber === null ? only : ports.organizations.findBySerial(serialNumber);
  }

  return {
    async installScript(serialNumber) {
      const { deviceUrl } = ports.addresses;
      const organization = await findOrganization(serialNumber);
      return renderInstallScript({
        serverUrl: deviceUrl,
        rootPem: meetsOurCertificate(deviceUrl, ports.publicUrl, ports.tlsPort) ? ports.tls.rootPem : null,
        trustHash: organization === null ? null : await ports.trustHashOf(organization.id),
        // Also a wrong one: registration refuses it, and counts.
        serialNumber,
        manifest: await ports.downloads.manifest(),
        texts: installerTexts,
      });
    },
    async find(fileName) {
      const manifest = await ports.downloads.manifest();
      const archive = manifest?.archives.find((each) => each.fileName === fileName);
      return archive === undefined ? null : { folder: ports.downloads.folder, archive };
    },
  };
}
