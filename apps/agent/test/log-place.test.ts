/** The logs moved to another folder (I02): by a running agent and without one, into safe folders alone, whatever ends it in between. */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startChild } from '@sekisho/testkit/child';
import { eventually } from '@sekisho/testkit/eventually';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createLogFile, lastLines } from '../src/os/any/log-file.ts';
import { openLogPlace, pointerName } from '../src/os/any/log-place.ts';
import { createFolderGuard } from '../src/os/posix/folder-guard.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'sekisho-log-place-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const [state, target] = [path.join(scratch, 'state'), path.join(scratch, 'target')];
const moved = path.join(target, 'sekisho-log');
const usual = path.join(state, 'agent.log');
const place = () => openLogPlace(state, usual, createFolderGuard());
const namesIn = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);

beforeEach(() => {
  for (const folder of [state, target]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
  }
  for (const [name, text] of [
    ['agent.log.1', 'older\n'],
    ['agent.log', 'newer\n'],
    ['device.db', 'keys'],
  ] as const)
    writeFileSync(path.join(state, name), text);
});

describe('moved', () => {
  test('with all that was written, for the agent alone; what is written goes there at once; and back', () => {
    const own = place();
    const write = createLogFile(own.file);
    expect(own.isMoved()).toBe(false);
    expect(own.move(target)).toEqual({ ok: true, folder: moved });
    write('after\n');
    expect(lastLines(own.file(), 9)).toEqual(['older', 'newer', 'after']);
    expect(statSync(moved).mode & 0o777).toBe(0o700);
    expect(namesIn(state)).toEqual(['device.db', pointerName]);
    // Another process sees the same.
    expect(place().file()).toBe(path.join(moved, 'agent.log'));
    expect(own.move(null)).toEqual({ ok: true, folder: state });
    write('home\n');
    expect(lastLines(usual, 9)).toEqual(['older', 'newer', 'after', 'home']);
    expect(namesIn(target)).toEqual([]);
  });

  test('to where it is changes nothing; to a third folder leaves nothing in the second', () => {
    const third = path.join(scratch, 'third');
    mkdirSync(third, { recursive: true, mode: 0o700 });
    for (const folder of [target, target, third]) expect(place().move(folder)).toMatchObject({ ok: true });
    expect(namesIn(target)).toEqual([]);
    expect(lastLines(place().file(), 9)).toEqual(['older', 'newer']);
  });

  test('follows a link to where it leads: whoever changes the link changes nothing', () => {
    const link = path.join(scratch, 'link');
    symlinkSync(target, link);
    expect(place().move(link)).toEqual({ ok: true, folder: moved });
  });

  test('to a disk that is gone for a while: nothing is lost', () => {
    const own = place();
    own.move(target);
    rmSync(target, { recursive: true });
    createLogFile(own.file)('meanwhile\n');
    expect(lastLines(usual, 9)).toEqual(['meanwhile']);
    expect(existsSync(target)).toBe(false);
  });

  test('back to the usual folder while the disk is gone: when it comes again, nothing is written there', () => {
    const own = place();
    own.move(target);
    const gone = `${target}.gone`;
    renameSync(target, gone);
    expect(own.move(null)).toEqual({ ok: true, folder: state });
    renameSync(gone, target);
    expect(own.isMoved()).toBe(false);
    expect(place().file()).toBe(usual);
  });
});

describe('refused, with everything as it was', () => {
  const refused = (folder: string, fault: string) => {
    expect(place().move(folder)).toEqual({ ok: false, fault });
    expect(place().file()).toBe(usual);
    expect(lastLines(usual, 9)).toEqual(['older', 'newer']);
    expect(existsSync(path.join(folder, 'sekisho-log', 'agent.log'))).toBe(false);
  };

  test.each([0o770, 0o707, 0o1777])('a folder of mode %o', (mode) => {
    chmodSync(target, mode);
    refused(target, 'open-to-others');
  });

  test('a folder of somebody else, and one below it', () => {
    chownSync(target, 65_534, 65_534);
    refused(target, 'open-to-others');
    const below = path.join(target, 'below');
    mkdirSync(below, { mode: 0o700 });
    refused(below, 'open-to-others');
  });

  test('a folder that somebody else can put another in the place of', () => {
    const below = path.join(target, 'below');
    mkdirSync(below, { mode: 0o700 });
    chmodSync(target, 0o777);
    refused(below, 'open-to-others');
    // Nobody renames what is another's in one with this mark.
    chmodSync(target, 0o1777);
    expect(place().move(below)).toMatchObject({ ok: true });
  });

  test('what is no folder, is not there, is named from here on, or holds somebody else’s where ours would be', () => {
    writeFileSync(path.join(target, 'file'), '');
    for (const folder of [path.join(target, 'file'), path.join(target, 'none'), 'target']) refused(folder, 'not-there');
    mkdirSync(moved);
    chownSync(moved, 65_534, 65_534);
    refused(target, 'not-there');
  });

  test('what cannot be copied', () => {
    mkdirSync(path.join(moved, 'agent.log.new'), { recursive: true });
    refused(target, 'not-copied');
  });
});

describe('cut off', () => {
  test('after the copy: the old place counts, and the next move goes through', () => {
    mkdirSync(moved, { mode: 0o700 });
    writeFileSync(path.join(moved, 'agent.log'), 'new');
    writeFileSync(path.join(moved, 'agent.log.1.new'), 'ol');
    expect(place().file()).toBe(usual);
    expect(place().move(target)).toMatchObject({ ok: true });
    expect(lastLines(place().file(), 9)).toEqual(['older', 'newer']);
  });

  test('after the switch: the new place counts, and the next start takes the rest away', () => {
    place().move(target);
    writeFileSync(path.join(state, 'agent.log'), 'newer\n');
    writeFileSync(path.join(state, pointerName), JSON.stringify({ folder: moved, left: state }));
    expect(lastLines(place().file(), 9)).toEqual(['older', 'newer']);
    place().tidy();
    expect(namesIn(state)).toEqual(['device.db', pointerName]);
    expect(JSON.parse(readFileSync(path.join(state, pointerName), 'utf8'))).toEqual({ folder: moved, left: null });
  });

  test('in the pointer itself: the usual place', () => {
    writeFileSync(path.join(state, pointerName), '{"folder":');
    expect(place().file()).toBe(usual);
  });
});

test('by the command: with the agent that runs, which goes on there, and without one', async () => {
  const script = path.join(import.meta.dirname, '../src/main.ts');
  const run = promisify(execFile);
  const env = { PATH: process.env['PATH'], LANG: 'C', SEKISHO_AGENT_DISPLAYS: '' };
  const command = async (...words: string[]) => {
    const told = run(process.execPath, [script, 'log-folder', ...words, '--state', state], { env });
    return told
      .then(({ stdout }) => ({ code: 0, said: stdout }))
      .catch((error: { code: number; stderr: string }) => ({ code: error.code, said: error.stderr }));
  };
  rmSync(usual);
  rmSync(`${usual}.1`);
  rmSync(path.join(state, 'device.db'));
  const config = { server: 'https://127.0.0.1:1', ca: null, trustHash: null, proxy: null };
  writeFileSync(path.join(state, 'agent.json'), JSON.stringify(config));
  const agent = startChild(process.execPath, [script, 'run', '--state', state], { env });
  await eventually(
    () => lastLines(usual, 9),
    (lines) => lines.some((line) => line.includes('waiting for registration')),
  );
  await eventually(() => existsSync(path.join(state, 'agent.sock')), Boolean);
  chmodSync(target, 0o777);
  expect(await command('--to', target)).toMatchObject({ code: 1, said: expect.stringContaining('may write there') });
  chmodSync(target, 0o700);
  expect(await command('--to', target)).toEqual({ code: 0, said: `The logs are now here: ${moved}\n` });
  expect(namesIn(moved)).toEqual(['agent.log']);
  expect(existsSync(usual)).toBe(false);
  await agent.stop('SIGTERM');
  expect(await command()).toEqual({ code: 0, said: `The logs are here: ${path.join(moved, 'agent.log')}\n` });
  expect(await command('--usual')).toEqual({ code: 0, said: `The logs are now here: ${state}\n` });
  expect(lastLines(usual, 9).join('\n')).toContain('waiting for registration');
  expect(await command('--to', target, '--usual')).toMatchObject({ code: 64 });
}, 60_000);
