/** The scripts that dpkg and rpm run: one text with all stages, and a last line that says which. */
import type { InstallerConfiguration } from '@sekisho/contracts';
import { assignTexts, type InstallScriptTexts, quoteForShell, readScript } from '../install-script.ts';

export interface InstallerTexts {
  readonly ja: InstallScriptTexts;
  readonly en: InstallScriptTexts;
}

/** What both packages are made with. */
export interface LinuxPackagePorts {
  readonly texts: InstallerTexts;
  /** As `maintainerOf` has it. */
  readonly maintainer: string;
}

const stages = {
  deb: {
    preinst: 'case "$1" in install | upgrade) before_install ;; esac',
    postinst: 'case "$1" in configure) after_install ;; esac',
    prerm: 'case "$1" in remove) before_removal ;; esac',
    postrm: 'case "$1" in remove) after_removal ;; purge) forget ;; esac',
  },
  rpm: {
    pre: 'before_install',
    post: 'after_install',
    preun: '[ "$1" -ne 0 ] || before_removal',
    postun: '[ "$1" -ne 0 ] || { after_removal && forget; }',
  },
} as const;

export type PackageFormat = keyof typeof stages;
export type Stage<F extends PackageFormat> = keyof (typeof stages)[F];

export interface MaintainerValues {
  readonly texts: InstallerTexts;
  readonly version: string;
  readonly architectures: readonly string[];
  /** Nothing of it is secret: these scripts are for everybody to read. */
  readonly configuration: Pick<InstallerConfiguration, 'format' | 'initial'>;
}

/** Only what is said: each script has all of it. */
function saidIn(template: string, texts: InstallScriptTexts): InstallScriptTexts {
  const said = new Set(
    [...template.matchAll(/\b(?:say|fail) ([a-z_]+)/g)].map(([, name]) => name?.replaceAll('_', '-')),
  );
  return Object.fromEntries(Object.entries(texts).filter(([name]) => said.has(name)));
}

export function maintainerScripts<F extends PackageFormat>(
  format: F,
  { texts, version, architectures, configuration }: MaintainerValues,
): Record<Stage<F>, string> {
  const template = readScript('linux/maintain.sh');
  const assignments = [
    `package=${format}`,
    `version=${quoteForShell(version)}`,
    `architectures=${quoteForShell(architectures.join(' '))}`,
    `format=${configuration.format}`,
    `desktop_icon=${configuration.initial.desktopEntry ? 'yes' : 'no'}`,
    ...assignTexts('ja', saidIn(template, texts.ja)),
    ...assignTexts('en', saidIn(template, texts.en)),
  ];
  const script = template.replace(/^# @VALUES@$/m, () => assignments.join('\n'));
  const entries = Object.entries(stages[format]).map(([stage, line]) => {
    return [stage, script.replace(/^# @STAGE@$/m, () => line)] as const;
  });
  return Object.fromEntries(entries) as Record<Stage<F>, string>;
}
