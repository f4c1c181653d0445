/** The texts of the wizards and windows of what NSIS makes, as it reads them. */
import { type MessageKey, messagesFor } from '@sekisho/messages';

const names = {
  ProductName: 'windows-installer.name',
  MenuWindow: 'window.title',
  MenuUninstall: 'windows-installer.menu-uninstall',
  WelcomeTitle: 'windows-installer.welcome-title',
  WelcomeText: 'windows-installer.welcome-text',
  InstallButton: 'windows-installer.install-button',
  InstallingTitle: 'windows-installer.installing-title',
  UninstallingTitle: 'windows-installer.uninstalling-title',
  PleaseWait: 'windows-installer.please-wait',
  FinishTitle: 'windows-installer.finish-title',
  FinishText: 'windows-installer.finish-text',
  RestartText: 'windows-installer.restart-text',
  RestartNow: 'windows-installer.restart-now',
  RestartLater: 'windows-installer.restart-later',
  StepStopping: 'windows-installer.step-stopping',
  StepFiles: 'windows-installer.step-files',
  StepService: 'windows-installer.step-service',
  StepRemoving: 'windows-installer.step-removing',
  NeedsAdministrator: 'windows-installer.needs-administrator',
  WindowsTooOld: 'windows-installer.windows-too-old',
  NoArchitecture: 'windows-installer.no-architecture',
  OptionUnknown: 'windows-installer.option-unknown',
  AlreadyRunning: 'windows-installer.already-running',
  NotInstalled: 'windows-installer.not-installed',
  Failed: 'windows-installer.failed',
  UninstallTitle: 'windows-installer.uninstall-title',
  UninstallText: 'windows-installer.uninstall-text',
  PasswordTitle: 'windows-installer.password-title',
  PasswordSubtitle: 'windows-installer.password-subtitle',
  PasswordLabel: 'windows-installer.password-label',
  PasswordWrong: 'windows-installer.password-wrong',
  PasswordNeeded: 'windows-installer.password-needed',
  Locked: 'windows-installer.locked',
  UninstallButton: 'windows-installer.uninstall-button',
  UninstalledTitle: 'windows-installer.uninstalled-title',
  UninstalledText: 'windows-installer.uninstalled-text',
  UninstallFailed: 'windows-installer.uninstall-failed',
  RunAsUsage: 'run-as.usage',
  RunAsNotStamped: 'run-as.not-stamped',
  RunAsBlankPassword: 'run-as.blank-password',
  RunAsNoFile: 'run-as.no-file',
  RunAsCannotWrite: 'run-as.cannot-write',
  RunAsFailed: 'run-as.failed',
  RunAsCreated: 'run-as.created',
  RunAsDamaged: 'run-as.damaged',
  RunAsExpired: 'run-as.expired',
  RunAsOtherInstaller: 'run-as.other-installer',
  RunAsRefused: 'run-as.refused',
  RunAsCancelled: 'run-as.cancelled',
  RunAsOutOfReach: 'run-as.out-of-reach',
  RunAsEnded: 'run-as.ended',
  ClientName: 'windows-client.name',
  ClientUnpacking: 'windows-client.unpacking',
  ClientRunningTitle: 'windows-client.running-title',
  ClientRunningText: 'windows-client.running-text',
  ClientDoneTitle: 'windows-client.done-title',
  ClientFailedTitle: 'windows-client.failed-title',
  ClientDoneText: 'windows-client.done-text',
  ClientFailed: 'windows-client.failed',
  ClientDamaged: 'windows-client.damaged',
} as const satisfies Record<string, MessageKey>;

/** As Windows numbers them. */
const windowsLanguages = { ja: 1041, en: 1033 } as const;

/** Parameters of the texts, as variables of the scripts. */
const variables: Readonly<Record<string, string>> = {
  '{option}': '$OptionUnknown',
  '{log}': '$Log',
  '{user}': '$User',
  '{file}': '$File',
  '{date}': '$Date',
  '{code}': '$Code',
};

function quoted(text: string): string {
  const escaped = text.replaceAll('$', '$$').replaceAll('"', '$\\"').replaceAll('\n', '$\\r$\\n');
  return `"${escaped.replace(/\{\w+\}/g, (name) => variables[name] ?? name)}"`;
}

/** With a byte order mark, by which NSIS knows UTF-8. */
export function renderNsisTexts(): string {
  const lines = (['ja', 'en'] as const).flatMap((language) => {
    const id = windowsLanguages[language];
    const texts = messagesFor(language);
    const own = Object.entries(names).map(([name, key]) => `LangString ${name} ${id} ${quoted(texts[key])}`);
    return [`LangString LanguageTag ${id} "${language}"`, ...own];
  });
  return `\ufeff${lines.join('\n')}\n`;
}
