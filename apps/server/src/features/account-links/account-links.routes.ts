/** /api/v1/password-reset and /account-links: the ways in without a password. */
import {
  AccountLinkOwner,
  AccountLinkToken,
  AccountLinkUse,
  PasswordResetRequest,
  PasswordResetStatus,
} from '@sekisho/contracts';
import { Type } from 'typebox';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { SekishoError } from '../../platform/sekisho-error.ts';
import type { AccountLinks } from './account-links.service.ts';

export interface AccountLinksRoutesPorts {
  readonly accountLinks: AccountLinks;
  readonly mailIsSetUp: () => boolean;
  /** Counts requests by address. */
  readonly limit: { waitSeconds(address: string): number; wrong(address: string): void };
}

export function accountLinksRoutes({ accountLinks, mailIsSetUp, limit }: AccountLinksRoutesPorts): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/password-reset',
      operationId: 'getPasswordResetStatus',
      summary: 'Whether a forgotten password can be renewed by mail',
      access: { public: 'asked by whoever cannot log in' },
      schema: { response: { 200: PasswordResetStatus } },
      handler: async () => ({ byMail: mailIsSetUp() }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/password-reset',
      operationId: 'requestPasswordReset',
      summary:
        'Ask for a mail with login id and a one-time link; the answer does not tell whether there is such an account',
      access: { public: 'asked by whoever cannot log in' },
      schema: { body: PasswordResetRequest, response: { 202: Type.Object({}) } },
      handler: async ({ body, request }) => {
        const retryAfterSeconds = limit.waitSeconds(request.ip);
        if (retryAfterSeconds > 0) throw new SekishoError('too-many-requests', { retryAfterSeconds });
        limit.wrong(request.ip);
        await accountLinks.request(body.who.trim());
        return {};
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/account-links/look',
      operationId: 'lookAtAccountLink',
      summary: 'For whom a one-time link is',
      access: { public: 'whoever holds the one-time link' },
      schema: { body: AccountLinkToken, response: { 200: AccountLinkOwner } },
      handler: ({ body }) => accountLinks.look(body.token),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/account-links/use',
      operationId: 'useAccountLink',
      summary: 'Set the password by a one-time link; every session ends, and log-in follows',
      access: { public: 'whoever holds the one-time link' },
      schema: { body: AccountLinkUse, response: { 204: Type.Null() } },
      handler: async ({ body }) => {
        await accountLinks.use(body.token, body.newPassword);
        return null;
      },
    }),
  ];
}
