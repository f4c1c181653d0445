/** The lock history: what stands in it, and how it is searched. */
import type { Command, LockHistory, Task } from '@sekisho/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, fileOf } from '../lists/task-client.ts';
import { type DeviceWorld, startDeviceWorld } from './device-world.ts';
import type { TestDevice } from './test-device.ts';

let world: DeviceWorld;
let [tokyo, osaka]: TestDevice[] = [];
beforeAll(async () => {
  world = await startDeviceWorld();
  tokyo = await world.device().join(world.serialNumber, { computerName: 'Tokyo-営業_1%' });
  osaka = await world.device().join(world.serialNumber, { computerName: 'osaka-営業-2' });
});
afterAll(() => world[Symbol.asyncDispose]());

const search = async (query = '') => (await world.admin.ok<LockHistory>('GET', `/api/v1/lock-history?${query}`)).items;
const found = async (name: string) => {
  const items = await search(`computerName=${encodeURIComponent(name)}`);
  return [...new Set(items.map(({ computerName }) => computerName))].sort();
};

describe('the lock history', () => {
  it('holds locks, unlocks and SIM locks, never the timer lock', async () => {
    for (const kind of ['lock', 'unlock'])
      await world.admin.ok<Command>('POST', `/api/v1/devices/${tokyo?.id}/commands`, { kind });
    const at = Date.now() - 5_000;
    const items = [osaka?.event('timer-locked'), osaka?.event('sim-locked', { at }), osaka?.event('timer-unlocked')];
    await osaka?.checkIn({ items: items.filter((item) => item !== undefined) });
    expect((await search()).map(({ what, computerName }) => [what, computerName]).sort()).toEqual([
      ['lock', 'Tokyo-営業_1%'],
      ['sim-lock', 'osaka-営業-2'],
      ['unlock', 'Tokyo-営業_1%'],
    ]);
    const [sim] = await search(`deviceId=${osaka?.id}`);
    expect(sim).toMatchObject({
      issuedBy: null,
      issuedAt: null,
      lockedAt: new Date(at).toISOString(),
      shutDownAt: null,
    });
  });

  it('says when a device shut down after its lock', async () => {
    const shutDown = osaka?.event('shut-down');
    if (shutDown === undefined) throw new Error('no device');
    await osaka?.checkIn({ items: [shutDown] });
    expect((await search(`deviceId=${osaka?.id}`))[0]?.shutDownAt).toBe(new Date(shutDown.at).toISOString());
  });

  it('does not put a SIM lock before all others for good because of a wrong clock', async () => {
    await osaka?.checkIn({ items: [osaka.event('sim-locked', { at: Date.parse('2200-01-01T00:00:00Z') })] });
    await world.admin.ok('POST', `/api/v1/devices/${tokyo?.id}/commands`, { kind: 'lock' });
    expect((await search())[0]?.what).toBe('lock');
  });

  it.each([
    ['Tokyo', ['Tokyo-営業_1%']],
    ['tokyo', []],
    ['営業', ['Tokyo-営業_1%', 'osaka-営業-2']],
    ['%', ['Tokyo-営業_1%']],
    ['_', ['Tokyo-営業_1%']],
    ['業-', ['osaka-営業-2']],
    ["'", []],
  ])('is searched by part of the name, case-sensitive: %s', async (name, names) => {
    expect(await found(name)).toEqual(names);
  });

  it('is searched by the day of the reader', async () => {
    const day = (fromMs: number, untilMs: number) =>
      search(`from=${new Date(fromMs).toISOString()}&until=${new Date(untilMs).toISOString()}`);
    const now = Date.now();
    expect((await day(now - 3_600_000, now + 3_600_000)).length).toBe((await search()).length);
    expect(await day(now - 7_200_000, now - 3_600_000)).toEqual([]);
    expect(await day(now + 3_600_000, now + 7_200_000)).toEqual([]);
  });

  it('comes in pages, newest first', async () => {
    const all = (await search()).map(({ id }) => id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: LockHistory = await world.admin.ok(
        'GET',
        `/api/v1/lock-history?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all);
    expect((await world.admin.refusal('GET', '/api/v1/lock-history?cursor=x')).code).toBe('cursor-invalid');
  });

  it('is exported as CSV, searched and with the times of the reader', async () => {
    const at = osaka?.event('sim-locked', { at: Date.parse('2026-03-04T15:30:05Z') });
    if (at === undefined) throw new Error('no device');
    await osaka?.checkIn({ items: [at] });
    const filter = { computerName: 'osaka', from: '2026-03-04T00:00:00Z', until: '2026-03-05T00:00:00Z' };
    const start = { method: 'POST', path: '/api/v1/lock-history/export', body: { filter, timeZone: 'Asia/Tokyo' } };
    const { body } = await world.admin.call<Task>(start.method, start.path, { body: start.body, language: 'ja' });
    expect(await ended(world.admin, body.id)).toMatchObject({ state: 'done', outcome: { rows: 1 } });
    expect(await (await fileOf(world.admin, body.id, 'result')).text()).toBe(
      '"コンピューター名","種別","発行者","命令発行日時","命令完了日時","ロック実行日時","シャットダウン実行日時","UID"\r\n' +
        `"osaka-営業-2","SIM ロック","","","","2026-03-05 00:30:05","","${osaka?.id}"\r\n`,
    );
    const odd = { filter: {}, timeZone: 'Mars/Olympus' };
    expect(await world.admin.refusal('POST', start.path, odd)).toMatchObject({
      status: 400,
      code: 'time-zone-unknown',
    });
  });
});
