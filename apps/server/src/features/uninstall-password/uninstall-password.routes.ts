/** /api/v1/system/uninstall-password: shown on request, issued anew. */
import { UninstallPassword, UninstallPasswordIssued } from '@sekisho/contracts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import type { UninstallPasswords } from './uninstall-password.service.ts';

export function uninstallPasswordRoutes(passwords: UninstallPasswords): AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/v1/system/uninstall-password/reveal',
      operationId: 'revealUninstallPassword',
      summary: 'The uninstall password in clear; the audit log is told who looked',
      access: { permission: 'uninstall-password.read' },
      schema: { response: { 200: UninstallPassword } },
      handler: ({ principal }) => passwords.reveal(principal),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/system/uninstall-password/issue',
      operationId: 'issueUninstallPassword',
      summary: 'Another uninstall password: every policy is signed anew, and devices take it at their next check-in',
      access: { permission: 'system.write' },
      schema: { response: { 200: UninstallPasswordIssued } },
      handler: ({ principal }) => passwords.issue(principal),
    }),
  ];
}
