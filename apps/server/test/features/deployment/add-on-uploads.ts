/** Registers an installer as add-on software, as the console does. */
import {
  type AddOnSoftware,
  type AddOnSoftwareBegun,
  type AddOnSoftwareCreate,
  addOnPartBytes,
  type Problem,
} from '@sekisho/contracts';
import type { ConsoleClient } from '../administration/console-client.ts';

export const anAddOn: Omit<AddOnSoftwareCreate, 'bytes'> = {
  platform: 'windows',
  name: '印刷管理',
  version: '1.2',
  fileName: '印刷 setup.exe',
};
const at = '/api/v1/add-on-software';

/** @returns the code of a refusal, or nothing */
export async function putPart(client: ConsoleClient, id: string, part: number, content: Uint8Array) {
  const { url, cookie, token } = client;
  const response = await fetch(`${url}${at}/${id}/parts/${part}`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/octet-stream',
      'sec-fetch-site': 'same-origin',
      ...(cookie === undefined ? {} : { cookie }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: Buffer.from(content),
  });
  return response.ok ? null : ((await response.json()) as Problem).code;
}

export function beginAddOn(client: ConsoleClient, bytes: number, changes: Partial<AddOnSoftwareCreate> = {}) {
  return client.ok<AddOnSoftwareBegun>('POST', at, { ...anAddOn, bytes, ...changes });
}

export async function registerAddOn(
  client: ConsoleClient,
  text: string,
  changes: Partial<AddOnSoftwareCreate> = {},
): Promise<AddOnSoftware> {
  const content = Buffer.from(text);
  const { id, parts } = await beginAddOn(client, content.length, changes);
  for (let part = 0; part < parts; part += 1) {
    const [from, to] = [part * addOnPartBytes, (part + 1) * addOnPartBytes];
    const refused = await putPart(client, id, part, content.subarray(from, to));
    if (refused !== null) throw new Error(`part ${part}: ${refused}`);
  }
  return client.ok('POST', `${at}/${id}/complete`);
}
