/** Texts of the installers for Windows and of the run-as tool, English. */
import type { windowsInstallerJa } from '../ja/windows-installer.ts';

export const windowsInstallerEn = {
  'windows-installer.name': 'Sekisho client',
  'windows-installer.menu-uninstall': 'Uninstall Sekisho',
  'windows-installer.welcome-title': 'Install the Sekisho client',
  'windows-installer.welcome-text':
    'This installs the Sekisho client on this device. It needs administrator rights.\n\nAfterwards the device is registered with the server, receives its settings and sends its inventory.\n\nClick Install to go on.',
  'windows-installer.install-button': '&Install',
  'windows-installer.installing-title': 'Installing',
  'windows-installer.uninstalling-title': 'Uninstalling',
  'windows-installer.please-wait': 'Please wait until it is done.',
  'windows-installer.finish-title': 'Installation complete',
  'windows-installer.finish-text': 'The Sekisho client is running.\n\nClick Finish to close this wizard.',
  'windows-installer.restart-text':
    'The Sekisho client is installed. To use all of its functions, Windows has to be restarted.',
  'windows-installer.restart-now': 'Restart now',
  'windows-installer.restart-later': 'Restart later',
  'windows-installer.step-stopping': 'Stopping the service that is running.',
  'windows-installer.step-files': 'Writing files.',
  'windows-installer.step-service': 'Registering and starting the service.',
  'windows-installer.step-removing': 'Removing service and files.',
  'windows-installer.needs-administrator':
    'Administrator rights are needed. Sign in as an administrator, or right-click the installer and choose Run as administrator.',
  'windows-installer.windows-too-old': 'Windows 10 (Windows Server 2016) or later is needed.',
  'windows-installer.no-architecture': 'This installer holds no program for the processor of this device.',
  'windows-installer.option-unknown': 'There is no option {option}.',
  'windows-installer.already-running': 'Another installation is running. Try again once it has ended.',
  'windows-installer.not-installed': 'The Sekisho client is not installed.',
  'windows-installer.failed': 'The installation failed. See the log.\n{log}',
  'windows-installer.uninstall-title': 'Uninstall the Sekisho client',
  'windows-installer.uninstall-text':
    'This removes the Sekisho client from this device.\n\nTo free its place in the contract, deregister the device on the console.\n\nClick Next to go on.',
  'windows-installer.password-title': 'Uninstall password',
  'windows-installer.password-subtitle': 'Enter the uninstall password of the organization.',
  'windows-installer.password-label':
    'Administrators find the uninstall password on the console under System information.',
  'windows-installer.password-wrong': 'The uninstall password is wrong.',
  'windows-installer.password-needed': 'The uninstall password is needed.',
  'windows-installer.locked': 'A device that is locked or being wiped cannot be uninstalled. Ask an administrator.',
  'windows-installer.uninstall-button': 'Uninstall',
  'windows-installer.uninstalled-title': 'Uninstalled',
  'windows-installer.uninstalled-text': 'The Sekisho client has been removed.',
  'windows-installer.uninstall-failed': 'Uninstalling failed. See the log.\n{log}',
} as const satisfies Record<keyof typeof windowsInstallerJa, string>;
