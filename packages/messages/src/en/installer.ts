/** Texts of the script that installs the agent, English. */
import type { installerJa } from '../ja/installer.ts';

export const installerEn = {
  'installer.usage': 'Usage: install.sh [--serial SERIAL] [--proxy URL] [--prefix FOLDER] [--no-service] [--quiet]',
  'installer.option-missing': 'Please give a value for the option {option}.',
  'installer.option-unknown': 'There is no option {option}.',
  'installer.prefix-not-absolute':
    'Please give a folder for --prefix that begins with / and has letters and digits only: {folder}',
  'installer.needs-root': 'Administrator rights are needed. Run this with sudo.',
  'installer.not-linux': 'This operating system is not supported: {system}',
  'installer.architecture-unknown': 'This processor is not supported: {machine}',
  'installer.libc-unknown': 'Linux without glibc (such as Alpine) is not supported yet.',
  'installer.needs-curl': 'Install curl or wget, then run this again.',
  'installer.needs-program': 'Install {program}, then run this again.',
  'installer.no-archive': 'This server has no agent for {architecture}. Ask the administrator of the server.',
  'installer.downloading': 'Downloading the agent ({size}).',
  'installer.download-failed': 'Could not download from {server}. Check the address, the network and the proxy.',
  'installer.checksum-wrong': 'The downloaded file is damaged or was replaced by another. Run this again.',
  'installer.file-damaged': 'This file is damaged. Download it from the console again.',
  'installer.unpack-failed': 'Could not unpack. Check the free space.',
  'installer.runtime-does-not-run': 'The agent does not run on this Linux. It needs glibc 2.28 or later.',
  'installer.not-started': 'No service was set up. To start the agent: {command}',
  'installer.without-systemd':
    'systemd is not running here, so the agent was started in the background. It will not start by itself when this machine is restarted.',
  'installer.installed-only':
    'The Sekisho agent {version} is installed. If this device is not registered yet, register it in “Sekisho device protection” in the menu.',
  'installer.installed': 'Sekisho agent {version} is installed and registered.',
  'installer.confirm': 'The Sekisho agent will be installed and registered with the setting “{setting}”. Go on? [y/N]',
  'installer.nobody-to-ask': 'There is nobody to ask. Add --quiet to install without asking.',
  'installer.cancelled': 'Nothing was installed.',
} as const satisfies Record<keyof typeof installerJa, string>;
