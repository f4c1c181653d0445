/** Tasks as these tests use them: started over HTTP, waited for, their files fetched; and an uploaded text as a file. */
import type { Task, TaskFileName, TaskState } from '@sekisho/contracts';
import { eventually } from '@sekisho/testkit/eventually';
import type { ConsoleClient } from '../administration/console-client.ts';

const settled: readonly TaskState[] = ['awaiting-confirmation', 'done', 'failed', 'cancelled'];

export async function ended(client: ConsoleClient, id: string): Promise<Task> {
  return eventually(
    () => client.ok<Task>('GET', `/api/v1/tasks/${id}`),
    ({ state }) => settled.includes(state),
    20_000,
  );
}

export async function fileOf(client: ConsoleClient, id: string, name: TaskFileName): Promise<Response> {
  return fetch(`${client.url}/api/v1/tasks/${id}/files/${name}`, {
    headers: client.token === undefined ? { cookie: client.cookie ?? '' } : { authorization: `Bearer ${client.token}` },
  });
}

/** The exported text, exactly. */
export async function exported(
  client: ConsoleClient,
  filter: object = {},
  language: 'ja' | 'en' = 'ja',
): Promise<string> {
  const { body } = await client.call<Task>('POST', '/api/v1/devices/export', { body: { filter }, language });
  const task = await ended(client, body.id);
  if (task.state !== 'done') throw new Error(`not exported: ${task.code}`);
  return Buffer.from(await (await fileOf(client, body.id, 'result')).arrayBuffer()).toString();
}

export async function upload(
  client: ConsoleClient,
  content: string | Buffer,
  language: 'ja' | 'en' = 'ja',
): Promise<Response> {
  return fetch(`${client.url}/api/v1/devices/import?fileName=edited.csv`, {
    method: 'POST',
    headers: {
      'content-type': 'text/csv',
      'accept-language': language,
      'sec-fetch-site': 'same-origin',
      ...(client.token === undefined ? { cookie: client.cookie ?? '' } : { authorization: `Bearer ${client.token}` }),
    },
    body: typeof content === 'string' ? content : new Uint8Array(content),
  });
}

/** Looked at, not yet confirmed. */
export async function looked(client: ConsoleClient, content: string | Buffer, language: 'ja' | 'en' = 'ja') {
  const response = await upload(client, content, language);
  if (response.status !== 202) throw new Error(`not taken: ${response.status} ${await response.text()}`);
  return ended(client, ((await response.json()) as Task).id);
}

export async function confirmed(client: ConsoleClient, task: Task): Promise<Task> {
  await client.ok('POST', `/api/v1/devices/import/${task.id}/confirm`);
  return ended(client, task.id);
}

/** What is wrong, as `line column code`. */
export function faultsOf(task: Task): string[] {
  return (task.outcome?.faults?.first ?? []).map(({ line, column, code }) => `${line} ${column ?? '-'} ${code}`);
}
