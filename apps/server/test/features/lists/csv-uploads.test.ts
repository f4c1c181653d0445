/** Uploads that are too large, or break off: refused or forgotten, and nothing of them stays. */
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { TaskList } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';

let world: DeviceWorld;
beforeAll(async () => {
  world = await startDeviceWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

const mebibyte = 1024 * 1024;
const most = 256 * mebibyte;

function begin(headers: Record<string, string>): ClientRequest {
  const upload = request(`${world.admin.url}/api/v1/devices/import`, {
    method: 'POST',
    headers: {
      'content-type': 'text/csv',
      'sec-fetch-site': 'same-origin',
      cookie: world.admin.cookie ?? '',
      ...headers,
    },
  });
  upload.on('error', () => {});
  return upload;
}

async function answerTo(upload: ClientRequest) {
  const [response] = (await once(upload, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response) text += part;
  return { status: response.statusCode, code: (JSON.parse(text) as { code: string }).code };
}

async function kept(): Promise<number> {
  const [row] = await world.database.asOwner<{ rows: string }>(
    'select (select count(*) from tasks) + (select count(*) from task_files) + (select count(*) from task_file_chunks) as rows',
  );
  return Number(row?.rows);
}

it('one that says it is too large is refused before it is sent', async () => {
  const upload = begin({ 'content-length': String(most + 1) });
  const answer = answerTo(upload);
  upload.write('UID');
  expect(await answer).toEqual({ status: 413, code: 'body-too-large' });
  upload.destroy();
  expect(await kept()).toBe(0);
});

it('one that becomes too large without having said so is refused, and forgotten', async () => {
  const upload = begin({ 'transfer-encoding': 'chunked' });
  const answer = answerTo(upload);
  const part = Buffer.alloc(mebibyte, 'x');
  let refused = false;
  answer.finally(() => {
    refused = true;
  });
  for (let sent = 0; sent <= most + mebibyte && !refused; sent += mebibyte)
    if (!upload.write(part)) await Promise.race([once(upload, 'drain'), answer]);
  expect(await answer).toEqual({ status: 413, code: 'body-too-large' });
  upload.destroy();
  expect(await kept()).toBe(0);
});

it('one that breaks off is forgotten, whatever of it was stored', async () => {
  const upload = begin({ 'content-length': String(8 * mebibyte) });
  const part = Buffer.alloc(mebibyte, 'y');
  for (let sent = 0; sent < 5; sent += 1) if (!upload.write(part)) await once(upload, 'drain');
  await eventually(kept, (rows) => rows > 1, 20_000);
  upload.destroy();
  expect(await eventually(kept, (rows) => rows === 0, 20_000)).toBe(0);
  expect((await world.admin.ok<TaskList>('GET', '/api/v1/tasks')).items).toEqual([]);
});
