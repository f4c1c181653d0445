/** The uninstall password. */
import type { Feature } from '../../platform/feature.ts';
import { uninstallPasswordRoutes } from './uninstall-password.routes.ts';
import type { UninstallPasswords } from './uninstall-password.service.ts';

export { createUninstallPasswords, type UninstallPasswordPorts } from './uninstall-password.service.ts';

export function uninstallPasswordFeature(passwords: UninstallPasswords): Feature {
  return {
    name: 'uninstall-password',
    routes: uninstallPasswordRoutes(passwords),
    start: () => passwords.completeAll(),
  };
}
