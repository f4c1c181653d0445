/** Makes the types of the console's client from the server's OpenAPI document: `node tools/generate-api.ts openapi.json`. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import openapiTypescript, { astToString, type OpenAPI3 } from 'openapi-typescript';

export const generatedFile = path.join(import.meta.dirname, '../src/api/generated/openapi.d.ts');

/** The text of the types for an OpenAPI document. */
export async function generateTypes(document: OpenAPI3): Promise<string> {
  const banner = '/** Made from the server’s OpenAPI document by tools/generate-api.ts; not to be edited. */\n';
  return banner + astToString(await openapiTypescript(document, { alphabetize: true }));
}

if (process.argv[1] === import.meta.filename) {
  const [, , source] = process.argv;
  if (source === undefined) throw new Error('usage: node tools/generate-api.ts openapi.json');
  const document = JSON.parse(await readFile(source, 'utf8')) as OpenAPI3;
  await writeFile(generatedFile, await generateTypes(document));
}
