/** N15: the device list as CSV, out and in again: what may change, what may not, all or nothing, every fault by its line. */
import type { ApiTokenCreated, DeviceList, DeviceSummary, Task } from '@sekisho/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addOrganization, ConsoleClient, rowsOf } from '../administration/console-client.ts';
import { type DeviceWorld, startDeviceWorld } from '../devices/device-world.ts';
import type { TestDevice } from '../devices/test-device.ts';
import { confirmed, ended, exported, faultsOf, fileOf, looked, upload } from './task-client.ts';

const header =
  'UID,コンピューター名,対象設定,利用者名,グループID,備考,グループ名,登録状態,ログオンユーザー名,OS,OSバージョン,メーカー,機種,製造番号,IPアドレス,エージェント,登録日時,最終認証日時,確認用';

let world: DeviceWorld;
let [one, two, three, gone]: TestDevice[] = [];
beforeAll(async () => {
  world = await startDeviceWorld();
  const join = (computerName: string, hardwareSerialNumber: string) =>
    world.device().join(world.serialNumber, { computerName, hardwareSerialNumber });
  one = await join('営業-PC-01', '00123');
  two = await join('=HYPERLINK("http://x")', '12E5');
  three = await join('a,"b"', 'HW-3');
  gone = await join('gone', 'HW-4');
  for (const name of ['営業部', '開発部']) await world.admin.ok('POST', '/api/v1/groups', { name });
  await patch(one, { userName: '佐藤 花子', note: '一行目\n二行目, "引用"', groupId: 1 });
  await patch(two, { userName: '-5', note: "'=1+1" });
  await world.admin.ok('POST', `/api/v1/devices/${gone.id}/deregister`);
});
afterAll(() => world[Symbol.asyncDispose]());

const patch = (device: TestDevice | undefined, body: object) =>
  world.admin.ok('PATCH', `/api/v1/devices/${device?.id}`, body);
const devices = async () => (await world.admin.ok<DeviceList>('GET', '/api/v1/devices')).items;
const deviceOf = async (device: TestDevice | undefined) => {
  const found = (await devices()).find(({ id }) => id === device?.id);
  if (found === undefined) throw new Error('no such device');
  return found;
};
/** Rows of the export by UID, line breaks within cells and all. */
async function rows(language: 'ja' | 'en' = 'ja'): Promise<Map<string, string>> {
  const text = await exported(world.admin, {}, language);
  const found = text.split(/(?<=\r\n)(?=[0-9a-f]{8}-)/);
  return new Map(found.map((row) => [row.slice(0, 36), row]));
}
const rowOf = async (device: TestDevice | undefined) => (await rows()).get(device?.id ?? '') ?? '';
const file = (...content: string[]) => `${header}\r\n${content.join('')}`;
/** The row with another cell; `cell` as it stands between the commas. */
function withCell(row: string, column: number, cell: string): string {
  const cells = row.match(/("(?:[^"]|"")*"|[^,\r]*)(?:,|\r\n)/g) ?? [];
  const end = cells[column]?.endsWith('\r\n') ? '\r\n' : ',';
  return cells.map((each, at) => (at === column ? `${cell}${end}` : each)).join('');
}
const [computerName, policy, userName, groupId, note, serial, check] = [1, 2, 3, 4, 5, 13, 18];

describe('the exported file', () => {
  it('is UTF-8 without BOM, begins with the fixed header in either language, and ends each row with CRLF', async () => {
    const text = await exported(world.admin);
    expect(text.split('\r\n')[0]).toBe(header);
    expect(text.endsWith('\r\n')).toBe(true);
    expect((await exported(world.admin, {}, 'en')).split('\r\n')[0]).toBe(
      'UID,Computer name,Policy,User name,Group ID,Note,Group name,Registration,Log-on user,Operating system,OS version,Manufacturer,Model,Serial number,IP addresses,Agent,Registered at,Last check-in,Check',
    );
  });

  it('holds every device with its facts; the whole organization is a blank group ID', async () => {
    expect(await rowOf(one)).toMatch(
      new RegExp(
        `^${one?.id},"営業-PC-01",A01,"佐藤 花子",1,"一行目\\n二行目, ""引用""","営業部","登録済み","","Debian GNU/Linux","12","Example","Model 1","00123","192.0.2.7 2001:db8::7","0.1.0",\\d{4}-[\\dT:-]+Z,[\\dT:Z-]*,[a-z]{10}\\r\\n$`,
      ),
    );
    expect(await rowOf(three)).toContain(',"a,""b""",A01,"",,"","",');
    expect(await rowOf(gone)).toContain('"使用不可"');
  });

  it('runs no formula in a spreadsheet: an apostrophe stands before what could be one', async () => {
    const row = await rowOf(two);
    expect(row).toContain(`,"'=HYPERLINK(""http://x"")",`);
    expect(row).toContain(`,"'-5",`);
    expect(row).toContain(`,"''=1+1",`);
  });

  it('holds what the filter leaves', async () => {
    const text = await exported(world.admin, { keyword: '営業部' });
    expect(text.split('\r\n')).toHaveLength(3);
    expect(text).toContain('営業-PC-01');
  });
});

describe('an import', () => {
  it('of the file as it was exported changes nothing, in either language', async () => {
    for (const language of ['ja', 'en'] as const) {
      const whole = [...(await rows(language)).values()].filter((row) => !row.includes(gone?.id ?? '-')).join('');
      const task = await looked(world.admin, whole);
      expect(faultsOf(task)).toEqual([]);
      expect(task).toMatchObject({ state: 'awaiting-confirmation', outcome: { rows: 3, changed: 0 } });
    }
  });

  it('changes the four columns once it is confirmed, and nothing before', async () => {
    let row = withCell(await rowOf(three), policy, 'A07');
    row = withCell(row, userName, '"田中, ""T"""');
    row = withCell(withCell(row, groupId, '2'), note, '"改行\r\nあり"');
    const task = await looked(world.admin, file(row));
    expect(task.outcome).toMatchObject({
      rows: 1,
      changed: 1,
      changes: { policyCode: 1, userName: 1, groupId: 1, note: 1 },
      examples: [
        { line: 2, deviceId: three?.id, computerName: 'a,"b"', column: 'policyCode', before: 'A01', after: 'A07' },
        { column: 'userName', before: '', after: '田中, "T"' },
        { column: 'groupId', before: '', after: '2' },
        { column: 'note', before: '', after: '改行\r\nあり' },
      ],
    });
    expect(await deviceOf(three)).toMatchObject({ policyCode: 'A01', group: null });
    expect(await confirmed(world.admin, task)).toMatchObject({ state: 'done', outcome: { changed: 1 } });
    expect(await deviceOf(three)).toMatchObject({
      policyCode: 'A07',
      userName: '田中, "T"',
      group: { id: 2, name: '開発部' },
      note: '改行\r\nあり',
    });
    const record = (await rowsOf(world.server, 'devices')).find(({ id }) => id === three?.id);
    expect(record).toMatchObject({ policy_code: 'A07', group_id: 2 });
  });

  it.each([['0'], [''], ['000']])('takes group ID "%s" for the whole organization', async (cell) => {
    await patch(three, { groupId: 2 });
    const task = await looked(world.admin, file(withCell(await rowOf(three), groupId, cell)));
    await confirmed(world.admin, task);
    expect((await deviceOf(three)).group).toBeNull();
  });

  it('gives one number of settings to every device of the file, changed or not; the rows left out keep theirs', async () => {
    for (const device of [one, two, three]) {
      await device?.checkIn();
      await device?.checkIn();
    }
    const before = Number((await rowsOf(world.server, 'organizations'))[0]?.['settings_number']);
    const task = await looked(world.admin, file(await rowOf(one), withCell(await rowOf(two), note, '"x"')));
    await confirmed(world.admin, task);
    const pending = Object.fromEntries((await devices()).map(({ id, pending }) => [id, pending]));
    expect(pending).toMatchObject({ [one?.id ?? '']: true, [two?.id ?? '']: true, [three?.id ?? '']: false });
    const records = await rowsOf(world.server, 'devices');
    const revisions = records
      .filter(({ id }) => id === one?.id || id === two?.id)
      .map((row) => Number(row['device_revision']));
    expect(revisions).toEqual([before + 1, before + 1]);
    expect((await one?.checkIn())?.settings?.settingsRevision).toBe(before + 1);
    await one?.checkIn();
    expect((await deviceOf(one)).pending).toBe(false);
  });

  it('stands in the audit log once, with counts', async () => {
    const task = await looked(world.admin, file(withCell(await rowOf(one), note, '"audited"')));
    const count = async () =>
      (await rowsOf(world.server, 'audit_log')).filter(({ action }) => action === 'device-list.imported').length;
    const before = await count();
    await confirmed(world.admin, task);
    expect(await count()).toBe(before + 1);
    const entry = (await rowsOf(world.server, 'audit_log')).find(({ target }) => target === `task:${task.id}`);
    expect(entry?.['detail']).toMatchObject({ rows: 1, changed: 1, changes: { note: 1 } });
  });

  it('stands in the audit log with the API token that started it', async () => {
    const named = { name: 'import', permissions: ['devices.read', 'devices.import'], expiresAt: null };
    const { token, secret } = await world.admin.ok<ApiTokenCreated>('POST', '/api/v1/api-tokens', named);
    const machine = new ConsoleClient(world.server.url, secret);
    const task = await looked(machine, file(withCell(await rowOf(one), note, '"by a token"')));
    await confirmed(machine, task);
    const entry = (await rowsOf(world.server, 'audit_log')).find(({ target }) => target === `task:${task.id}`);
    expect(entry?.['actor']).toMatchObject({ type: 'administrator', tokenId: token.id });
  });

  it('wakes the devices of the file', async () => {
    const live = await two?.live();
    const task = await looked(world.admin, file(await rowOf(two)));
    const woken = new Promise<void>((resolve) => live?.socket.once('message', () => resolve()));
    await confirmed(world.admin, task);
    await woken;
    live?.close();
  });

  it('does nothing when devices were changed after it was looked at, and shows what it would do now', async () => {
    const task = await looked(world.admin, file(withCell(await rowOf(one), note, '"mine"')));
    await patch(one, { note: 'theirs' });
    const again = await confirmed(world.admin, task);
    expect(again).toMatchObject({
      state: 'awaiting-confirmation',
      code: 'csv-changed-meanwhile',
      outcome: { examples: [{ before: 'theirs', after: 'mine' }] },
    });
    expect((await deviceOf(one)).note).toBe('theirs');
    expect((await confirmed(world.admin, again)).state).toBe('done');
  });

  it('cannot be confirmed twice, nor after it was cancelled, nor as something else', async () => {
    const task = await looked(world.admin, file(await rowOf(one)));
    await confirmed(world.admin, task);
    const confirm = (id: string) => world.admin.refusal('POST', `/api/v1/devices/import/${id}/confirm`);
    expect(await confirm(task.id)).toMatchObject({ status: 409, code: 'task-over' });
    const other = await looked(world.admin, file(await rowOf(one)));
    await world.admin.ok('POST', `/api/v1/tasks/${other.id}/cancel`);
    expect(await confirm(other.id)).toMatchObject({ status: 409, code: 'task-over' });
    const exporting = await world.admin.ok<Task>('POST', '/api/v1/devices/export', { filter: {} });
    expect(await confirm(exporting.id)).toMatchObject({ status: 404, code: 'task-not-found' });
  });
});

describe('a faulty file is refused whole', () => {
  const narrow = 'a'.repeat(500);
  // Nothing is changed below: as it was exported once, it stays.
  let row: string;
  beforeAll(async () => {
    await patch(one, { note: '' });
    row = await rowOf(one);
  });

  it.each<[string, (row: string) => string, string[]]>([
    ['an unknown policy', (row) => withCell(row, policy, 'B99'), ['2 policyCode policy-unknown']],
    ['a policy in small letters', (row) => withCell(row, policy, 'a01'), ['2 policyCode policy-unknown']],
    ['20 characters', (row) => withCell(row, userName, '"あいうえおかきくけこさしすせそたちつてと"'), []],
    [
      '21 characters',
      (row) => withCell(row, userName, '"あいうえおかきくけこさしすせそたちつてとな"'),
      ['2 userName user-name-too-long'],
    ],
    ['an unknown group', (row) => withCell(row, groupId, '99'), ['2 groupId group-unknown']],
    ['a group by name', (row) => withCell(row, groupId, '営業部'), ['2 groupId group-malformed']],
    ['a negative group', (row) => withCell(row, groupId, '-1'), ['2 groupId group-malformed']],
    ['a note of 500', (row) => withCell(row, note, narrow), []],
    ['a note of 501', (row) => withCell(row, note, `${narrow}a`), ['2 note note-too-long']],
    ['a note of 250 full-width', (row) => withCell(row, note, '漢'.repeat(250)), []],
    ['a note of 251 full-width', (row) => withCell(row, note, '漢'.repeat(251)), ['2 note note-too-long']],
    ['another computer name', (row) => withCell(row, computerName, 'mine'), ['2 computerName read-only-changed']],
    ['zeros lost', (row) => withCell(row, serial, '123'), ['2 hardwareSerialNumber read-only-zeros-lost']],
    ['a date', (row) => withCell(row, serial, '2026/1/23'), ['2 hardwareSerialNumber read-only-date']],
    ['a number', (row) => withCell(row, serial, '1.23E+02'), ['2 hardwareSerialNumber read-only-scientific']],
    ['another check', (row) => withCell(row, check, 'x'), ['2 check read-only-changed']],
    ['a UID as a number', (row) => `1.9E+34${row.slice(36)}`, ['2 uid uid-scientific']],
    ['a UID cut', (row) => row.slice(1), ['2 uid uid-malformed']],
    ['a UID of nobody', (row) => `018f${row.slice(4)}`, ['2 uid uid-unknown']],
    ['a cell too few', (row) => row.replace(/,[a-z]{10}\r\n$/, '\r\n'), ['2 - cells']],
    ['a cell too many', (row) => row.replace('\r\n', ',x\r\n'), ['2 - cells']],
    ['the row twice', (row) => row + row, ['3 uid uid-repeated']],
    ['no row', () => '', ['1 - empty']],
  ])('%s', async (_name, edit, faults) => {
    const task = await looked(world.admin, file(edit(row)));
    expect(faultsOf(task)).toEqual(faults);
    expect(task.state).toBe(faults.length === 0 ? 'awaiting-confirmation' : 'failed');
    expect(task.code).toBe(faults.length === 0 ? null : 'csv-refused');
  });

  it('tells every fault by line, though rows have line breaks within, and changes none of the good rows', async () => {
    const good = withCell(await rowOf(two), note, '"一\r\n二\n三"');
    const bad = withCell(withCell(row, policy, 'Z99'), groupId, 'x');
    const worse = withCell(await rowOf(three), policy, 'Z98');
    const before = (await deviceOf(two)).note;
    const task = await looked(world.admin, file(good, bad, worse, await rowOf(gone)));
    expect(faultsOf(task)).toEqual([
      '5 groupId group-malformed',
      '5 policyCode policy-unknown',
      '6 policyCode policy-unknown',
      '8 uid deregistered',
    ]);
    expect((await deviceOf(two)).note).toBe(before);
    expect(await world.admin.refusal('POST', `/api/v1/devices/import/${task.id}/confirm`)).toMatchObject({
      code: 'task-over',
    });
  });

  it('the list of faults can be downloaded, in the words of the reader', async () => {
    const content = file(withCell(row, policy, '=Z99'));
    const ja = await looked(world.admin, content, 'ja');
    const en = await looked(world.admin, content, 'en');
    const text = async (task: Task) =>
      Buffer.from(await (await fileOf(world.admin, task.id, 'errors')).arrayBuffer()).toString();
    expect(await text(ja)).toBe(
      '\ufeff"行","項目","値","誤り","直し方"\r\n"2","対象設定","\'=Z99","この対象設定はありません。","「設定」の画面にある A01 などの記号を、半角の大文字と数字で入力してください。"\r\n',
    );
    expect(await text(en)).toContain('"2","Policy","\'=Z99","There is no such policy."');
  });

  it.each<[string, (text: string) => string | Buffer, string[]]>([
    ['with LF', (text) => text.replaceAll('\r\n', '\n'), []],
    ['without the last line break', (text) => text.trimEnd(), []],
    ['with empty lines', (text) => `${text}\r\n\r\n`, []],
    ['without quotes', (text) => text.replaceAll('"', ''), []],
    ['BOM', (text) => `\ufeff${text}`, ['1 - byte-order-mark']],
    ['UTF-16 with a mark', (text) => Buffer.from(`\ufeff${text}`, 'utf16le'), ['1 - encoding-utf16']],
    ['UTF-16 without one', (text) => Buffer.from(text, 'utf16le'), ['1 - encoding-utf16']],
    // 「設定」 in Shift_JIS.
    [
      'Shift_JIS',
      () => Buffer.concat([Buffer.from('UID,a\r\n'), Buffer.from([0x90, 0xdd, 0x92, 0xe8])]),
      ['2 - encoding-shift-jis'],
    ],
    ['tabs', (text) => text.replaceAll(',', '\t'), ['1 - delimiter-tab']],
    ['semicolons', (text) => text.replaceAll(',', ';'), ['1 - delimiter-semicolon']],
    ['another header', (text) => text.replace('利用者名', '利用者'), ['1 userName header']],
    [
      'columns in another order',
      (text) => text.replace('利用者名,グループID', 'グループID,利用者名'),
      ['1 userName header'],
    ],
    ['an open quotation mark', (text) => `${text}"`, ['3 - quote']],
    ['a quotation mark amid', (text) => text.replace('"00123"', '0"123'), ['2 - quote']],
    ['nothing', () => '', ['1 - empty']],
  ])('%s', async (_name, edit, faults) => {
    expect(faultsOf(await looked(world.admin, edit(file(row))))).toEqual(faults);
  });

  it('of another organization: its devices are as good as unknown', async () => {
    const other = await addOrganization(world.server, 'other');
    const task = await looked(other, file(row));
    expect(faultsOf(task)).toEqual(['2 uid uid-unknown']);
    expect((await other.refusal('GET', `/api/v1/tasks/${(await looked(world.admin, file(row))).id}`)).code).toBe(
      'task-not-found',
    );
  });

  it('what is no CSV is not taken', async () => {
    expect(await world.admin.refusal('POST', '/api/v1/devices/import', {})).toMatchObject({
      status: 415,
      code: 'unsupported-media-type',
    });
    expect((await upload(new ConsoleClient(world.server.url), 'x')).status).toBe(401);
  });
});

describe('what was exported', () => {
  it('is a task that can be found, and whose file can be fetched again', async () => {
    const { id } = await world.admin.ok<Task>('POST', '/api/v1/devices/export', { filter: {} });
    const task = await ended(world.admin, id);
    expect(task).toMatchObject({ state: 'done', startedBy: 'tanaka', outcome: { rows: 4 }, total: 4, done: 4 });
    const response = await fileOf(world.admin, id, 'result');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''devices-\d{8}\.csv$/);
    expect((await world.admin.refusal('GET', `/api/v1/tasks/${id}/files/errors`)).code).toBe('task-file-not-found');
    const { items } = await world.admin.ok<{ items: Task[] }>('GET', '/api/v1/tasks');
    expect(items[0]?.id).toBe(id);
    const summary: DeviceSummary[] = await devices();
    expect(summary).toHaveLength(4);
  });
});
