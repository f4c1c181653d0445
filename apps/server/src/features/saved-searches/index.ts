/** Searches of the device list that are kept by name: /api/v1/saved-searches. */
import { SavedSearch, SavedSearchList, SavedSearchSave, Uuid } from '@sekisho/contracts';
import { Type } from 'typebox';
import type { Feature } from '../../platform/feature.ts';
import { type AnyRoute, defineRoute } from '../../platform/http/route.ts';
import { createSavedSearches, type SavedSearches, type SavedSearchesPorts } from './saved-searches.service.ts';

const ById = Type.Object({ id: Uuid });
const access = { permission: 'devices.read' } as const;

function savedSearchesRoutes(searches: SavedSearches): AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/v1/saved-searches',
      operationId: 'listSavedSearches',
      summary: "One's own saved searches and those that are shared, by name",
      access,
      schema: { response: { 200: SavedSearchList } },
      handler: async ({ principal }) => ({ items: await searches.list(principal) }),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/v1/saved-searches',
      operationId: 'createSavedSearch',
      summary: 'Keep a search of the device list by name',
      access,
      schema: { body: SavedSearchSave, response: { 201: SavedSearch } },
      handler: ({ principal, body }) => searches.create(principal, body),
    }),
    defineRoute({
      method: 'PUT',
      path: '/api/v1/saved-searches/:id',
      operationId: 'changeSavedSearch',
      summary: 'Name, share or set a saved search anew',
      access,
      schema: { params: ById, body: SavedSearchSave, response: { 200: SavedSearch } },
      handler: ({ principal, params, body }) => searches.change(principal, params.id, body),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/api/v1/saved-searches/:id',
      operationId: 'deleteSavedSearch',
      summary: 'Delete a saved search',
      access,
      schema: { params: ById, response: { 204: Type.Null() } },
      handler: async ({ principal, params }) => {
        await searches.delete(principal, params.id);
        return null;
      },
    }),
  ];
}

export function savedSearchesFeature(ports: SavedSearchesPorts): Feature {
  return { name: 'saved-searches', routes: savedSearchesRoutes(createSavedSearches(ports)) };
}
