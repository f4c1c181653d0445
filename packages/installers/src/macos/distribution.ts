/** What the installer of macOS shows and asks before it installs: the distribution, the description of the package, its pages in both languages. */
import type { InstallerFormat } from '@sekisho/contracts';
import { macInstallerEn } from '@sekisho/messages/en/mac-installer';
import { macInstallerJa } from '@sekisho/messages/ja/mac-installer';
import type { XarFile } from './xar.ts';
import { element, type XmlNode, xmlDocument } from './xml.ts';

export interface PackageFacts {
  readonly version: string;
  readonly files: number;
  readonly bytes: number;
}

/** Of the package and of the daemon. */
export const macIdentifier = 'sekisho.agent';
/** Folder of the component inside the flat package. */
export const componentFolder = 'agent.pkg';

/** Big Sur calls itself 10.16 to programs that know nothing newer; what is older is 10.15 and below. */
const oldSystemScript = `
function checkSystem() {
  if (system.compareVersions(system.version.ProductVersion, '10.16') >= 0) return true;
  my.result.title = system.localizedString('OLD_SYSTEM_TITLE');
  my.result.message = system.localizedString('OLD_SYSTEM_MESSAGE');
  my.result.type = 'Fatal';
  return false;
}
`;

const kilobytes = (bytes: number) => String(Math.ceil(bytes / 1024));

const page = (name: string) => element(name, { file: `${name}.html`, 'mime-type': 'text/html' });

/** Apple's Distribution Definition Reference. A silent package has no pages: whoever opens it is asked for rights only. */
export function distributionXml({ version, bytes }: PackageFacts, format: InstallerFormat): Buffer {
  const reference = { id: macIdentifier };
  const root = element('installer-gui-script', { minSpecVersion: '2' }, [
    element('title', {}, 'Sekisho'),
    element('options', {
      customize: 'never',
      'require-scripts': 'true',
      rootVolumeOnly: 'true',
      hostArchitectures: 'x86_64,arm64',
    }),
    element('domains', { enable_anywhere: 'false', enable_currentUserHome: 'false', enable_localSystem: 'true' }),
    element('installation-check', { script: 'checkSystem()' }),
    element('script', {}, oldSystemScript),
    ...(format === 'wizard' ? [page('welcome'), page('conclusion')] : []),
    element('choices-outline', {}, [element('line', { choice: 'default' })]),
    element('choice', { id: 'default', visible: 'false', title: 'Sekisho' }, [element('pkg-ref', reference)]),
    element(
      'pkg-ref',
      { ...reference, version, onConclusion: 'none', installKBytes: kilobytes(bytes) },
      `#${componentFolder}`,
    ),
  ]);
  return Buffer.from(xmlDocument(root));
}

export function packageInfoXml({ version, files, bytes }: PackageFacts): Buffer {
  const root = element(
    'pkg-info',
    {
      'format-version': '2',
      'generator-version': 'Sekisho',
      identifier: macIdentifier,
      version,
      'install-location': '/',
      auth: 'root',
      'overwrite-permissions': 'true',
      relocatable: 'false',
      'postinstall-action': 'none',
    },
    [
      element('payload', { numberOfFiles: String(files), installKBytes: kilobytes(bytes) }),
      element('scripts', {}, [
        element('preinstall', { file: './preinstall' }),
        element('postinstall', { file: './postinstall' }),
      ]),
    ],
  );
  return Buffer.from(xmlDocument(root));
}

type Texts = Readonly<Record<keyof typeof macInstallerJa, string>>;

function htmlPage(language: string, title: string, parts: readonly XmlNode[]): Buffer {
  const head = element('head', {}, [element('meta', { charset: 'utf-8' }), element('title', {}, title)]);
  const style = 'font: 13px -apple-system, "Hiragino Sans", sans-serif';
  const body = element('body', { style }, [element('h3', {}, title), ...parts]);
  return Buffer.from(xmlDocument(element('html', { lang: language }, [head, body]), '<!DOCTYPE html>\n'));
}

/** A line of a .strings file. */
function stringsLine(key: string, text: string): string {
  return `"${key}" = "${text.replace(/["\\]/g, (character) => `\\${character}`)}";\n`;
}

function resourcesIn(language: 'ja' | 'en', texts: Texts): XarFile[] {
  const folder = `Resources/${language}.lproj`;
  const paragraph = (key: keyof Texts) => element('p', {}, texts[key]);
  const command = (words: string) => element('pre', {}, words);
  const welcome = (['what', 'rights', 'next'] as const).map((name) => paragraph(`mac-installer.welcome.${name}`));
  const conclusion = [
    paragraph('mac-installer.conclusion.permissions'),
    command('sudo sekisho-agent permissions'),
    paragraph('mac-installer.conclusion.status'),
    command('sekisho-agent status'),
  ];
  const strings =
    stringsLine('OLD_SYSTEM_TITLE', texts['mac-installer.old-system.title']) +
    stringsLine('OLD_SYSTEM_MESSAGE', texts['mac-installer.old-system.message']);
  return [
    {
      path: `${folder}/welcome.html`,
      content: htmlPage(language, texts['mac-installer.welcome.title'], welcome),
    },
    {
      path: `${folder}/conclusion.html`,
      content: htmlPage(language, texts['mac-installer.conclusion.title'], conclusion),
    },
    { path: `${folder}/Localizable.strings`, content: Buffer.from(strings) },
  ];
}

export function resourceFiles(): XarFile[] {
  return [...resourcesIn('en', macInstallerEn), ...resourcesIn('ja', macInstallerJa)];
}
