/** Which errors are the database's own trouble, by where they come from: a table. */
import { outageOf } from '@sekisho/server/platform/database/outage.rules';
import { SekishoError } from '@sekisho/server/platform/sekisho-error';
import { expect, test } from 'vitest';

const fromPostgres = (code: string) => Object.assign(new Error('said by PostgreSQL'), { severity: 'ERROR', code });

test.each([
  ['no room on its disk', fromPostgres('53100'), 'storage-full'],
  ['too many connections', fromPostgres('53300'), 'service-unavailable'],
  ['stopped by its operator', fromPostgres('57P01'), 'service-unavailable'],
  ['starting', fromPostgres('57P03'), 'service-unavailable'],
  ['a disk that cannot be read', fromPostgres('58030'), 'service-unavailable'],
  ['a standby, after a switch', fromPostgres('25006'), 'service-unavailable'],
  [
    'a connection that was refused',
    Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    'service-unavailable',
  ],
  ['a connection that broke', Object.assign(new Error('broken'), { code: 'EPIPE' }), 'service-unavailable'],
  ['no connection in time', new Error('timeout'), 'service-unavailable'],
  ['a row that is there already', fromPostgres('23505'), null],
  ['two that wait for each other', fromPostgres('40P01'), null],
  ['a value that no column takes', fromPostgres('22P02'), null],
  ['our own mistake', new TypeError('not a UUID'), null],
  ['a refusal', new SekishoError('device-not-found'), null],
])('%s', (_, error, outage) => {
  expect(outageOf(error)).toBe(outage);
});
