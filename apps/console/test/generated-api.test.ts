/** The client's types are those of the server as it is today. */
import { readFile } from 'node:fs/promises';
import { startServer } from '@sekisho/testkit/server-process';
import type { OpenAPI3 } from 'openapi-typescript';
import { expect, test } from 'vitest';
import { generatedFile, generateTypes } from '../tools/generate-api.ts';

test('openapi.d.ts is what the server’s OpenAPI document gives', async () => {
  const server = await startServer();
  const { body } = await server.api('/openapi.json');
  await server.dispose();
  const document = body as OpenAPI3;
  expect(await readFile(generatedFile, 'utf8'), 'run: node apps/console/tools/generate-api.ts <openapi.json>').toBe(
    await generateTypes(document),
  );
}, 60_000);
