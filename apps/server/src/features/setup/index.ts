/** Set-up of a fresh server, by a one-time link or from the environment. */
import type { Feature } from '../../platform/feature.ts';
import { setupRoutes } from './setup.routes.ts';
import { createSetup } from './setup.service.ts';
import { setUpUnattended, type UnattendedPorts } from './unattended.service.ts';

export { createRecoveryKeyFile, type RecoveryKeyFile } from './recovery-key-file.ts';

/** @param consoleUrl where people reach this server, without a slash at the end */
export function setupFeature(ports: UnattendedPorts, consoleUrl: () => string): Feature {
  const setup = createSetup(ports);
  return {
    name: 'setup',
    routes: setupRoutes(setup),
    start: () => setUpUnattended(ports),
    async announce() {
      const token = await setup.makeLink();
      if (token !== null)
        return ['Set up Sekisho here; this link works once:', `  ${consoleUrl()}/setup#token=${token}`];
      const file = await ports.recoveryKeyFile.present();
      if (file === null) return [];
      return [`The recovery key is in ${file}. Keep it somewhere else, then delete the file.`];
    },
  };
}
