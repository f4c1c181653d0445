/** What is taken for bound to an organization, and what is not. */
import { loadModule, parseSync } from 'libpg-query';
import { beforeAll, expect, test } from 'vitest';
import { unboundTables } from './routable.rules.ts';

beforeAll(() => loadModule());

const own = 'organization_id = $1';
test.each([
  [`select * from devices where ${own}`, []],
  ['select * from devices where id = $1', ['devices']],
  [`select * from devices where ${own} or id = $2`, ['devices']],
  [`select * from devices d join commands c on c.organization_id = d.organization_id where d.${own}`, []],
  [`select * from devices d join commands c on c.device_id = d.id where d.${own}`, ['commands']],
  [
    `select * from devices d where d.${own} and exists (select from commands c where c.organization_id = d.organization_id)`,
    [],
  ],
  [`select * from devices d where d.${own} and exists (select from commands c where c.device_id = d.id)`, ['commands']],
  [
    `with a as (select * from devices where ${own}) select * from a join commands c on c.organization_id = a.organization_id`,
    [],
  ],
  [
    'select * from (select organization_id from devices) d join commands c on c.organization_id = d.organization_id',
    ['commands', 'devices'],
  ],
  ['select * from policies p join devices d on d.organization_id = p.organization_id', ['devices']],
  ['select * from organizations o join devices d on d.organization_id = o.id where o.id = $1', []],
  [
    'update commands c set state = $1 from unnest($2::uuid[]) as v(organization_id) where c.organization_id = v.organization_id',
    [],
  ],
  [
    `select * from (select o.id from devices o where o.${own} and exists (select from commands c where c.organization_id = o.organization_id)) p`,
    [],
  ],
  ['update commands c set state = $1 from unnest($2::uuid[]) as v(id) where c.id = v.id', ['commands']],
  ['insert into tasks (organization_id, id) values ($1, $2)', []],
  ['insert into tasks (id) values ($1)', ['tasks']],
  ['insert into tasks (organization_id, id) select * from unnest($1::uuid[], $2::uuid[])', []],
  ['insert into tasks (organization_id, id) select d.organization_id, d.id from devices d', ['devices', 'tasks']],
  [`delete from device_events_20261123 where ${own}`, []],
  ['delete from audit_log_rest', ['audit_log']],
  ['select * from sessions', []],
])('%s', (text, unbound) => {
  const { stmts = [] } = parseSync(text);
  expect(stmts.flatMap(({ stmt }) => unboundTables(stmt as never))).toEqual(unbound);
});
