/** Short ways to commands of the agent, as they are downloaded: what they call, and what they say where there is no agent. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { utilityIds } from '@sekisho/contracts';
import { afterAll, expect, test } from 'vitest';
import { createUtilityMakers } from '../src/utilities.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-utilities-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const agent = path.join(scratch, 'sekisho-agent');
writeFileSync(agent, '#!/bin/sh\nprintf "<%s>" "$@"\nexit 3\n', { mode: 0o755 });

const makers = createUtilityMakers(path.join(scratch, 'nothing built'));

async function scriptOf(id: string): Promise<string> {
  const stamped = await makers.find((maker) => maker.id === id)?.stamp('');
  const [content] = stamped?.parts ?? [];
  if (!(content instanceof Uint8Array)) throw new Error(`${id} is no script`);
  expect(content.length).toBe(stamped?.bytes);
  return Buffer.from(content).toString();
}

test('each has a maker, a name of its own, and a version; what has to be built says so', async () => {
  expect(makers.map(({ id }) => id)).toEqual([...utilityIds]);
  expect(new Set(makers.map(({ fileName }) => fileName)).size).toBe(makers.length);
  const found = await Promise.all(makers.map((maker) => maker.find()));
  expect(found[0]).toBeNull();
  for (const each of found.slice(1)) expect(each).toMatchObject({ agentVersion: expect.stringMatching(/^\d/) });
  await expect(makers[0]?.stamp('')).rejects.toThrow('has not been built');
});

test.each([
  ['linux-log-folder', [], '<log-folder>'],
  ['linux-log-folder', ['/srv/a b'], '<log-folder><--to></srv/a b>'],
  ['linux-log-folder', ['--usual', '--json'], '<log-folder><--usual><--json>'],
  ['linux-support', ['/tmp/s.zip'], '<support><--to></tmp/s.zip>'],
  ['linux-uninstall', ['--yes'], '<uninstall><--yes>'],
])('%s with %j', async (id, words, called) => {
  const script = (await scriptOf(id)).replace('/opt/sekisho/agent/sekisho-agent', agent);
  for (const shell of ['dash', 'bash']) {
    const ended = spawnSync(shell, ['-c', script, 'x', ...words], { encoding: 'utf8' });
    expect(ended).toMatchObject({ status: 3, stdout: called, stderr: '' });
  }
});

test.each([
  ['ja_JP.UTF-8', 'Sekisho クライアントがインストールされていません。\n'],
  ['C', 'The Sekisho client is not installed.\n'],
])('without an agent, in %s', async (language, said) => {
  const ended = spawnSync('dash', ['-c', await scriptOf('linux-support')], {
    encoding: 'utf8',
    env: { LC_ALL: language },
  });
  expect(ended).toMatchObject({ status: 1, stderr: said });
});

test('scripts for Windows end their lines as it does, and are whole', async () => {
  for (const { id } of makers.filter(({ platform, id }) => platform === 'windows' && id !== 'run-as')) {
    const script = await scriptOf(id);
    expect(script.match(/[^\r]\n/)).toBeNull();
    expect(script).toMatch(/sekisho-agent\.cmd" (log-folder|support|uninstall)/);
  }
});
