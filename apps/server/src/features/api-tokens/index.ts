/** API tokens: secrets of programs, with a part of their creator's permissions. */
import type { Feature } from '../../platform/feature.ts';
import { apiTokensRoutes } from './api-tokens.routes.ts';
import type { ApiTokens } from './api-tokens.service.ts';

export { type ApiTokens, type ApiTokensPorts, createApiTokens } from './api-tokens.service.ts';

export function apiTokensFeature(apiTokens: ApiTokens): Feature {
  return { name: 'api-tokens', routes: apiTokensRoutes(apiTokens) };
}
