/** Packing of long contents: nothing is lost, whatever the text. */
import { packContent, unpackContent } from '@sekisho/server/features/inventory/packing';
import { createTestDatabase } from '@sekisho/testkit/postgres';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('packed contents', () => {
  it('come back as they went, long or short, of whichever section', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('software', 'disks', 'hardware'),
        fc.array(fc.record({ name: fc.string({ unit: 'grapheme' }), version: fc.string() }), { maxLength: 200 }),
        async (name, packages) => {
          const { content, packed } = await packContent({ name, content: JSON.stringify({ packages }) });
          expect(await unpackContent(JSON.parse(content), packed)).toEqual({ packages });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are not unpacked beyond what a device may send', async () => {
    const bomb = await packContent({ name: 'software', content: `"${'a'.repeat(25 * 1024 * 1024)}"` });
    await expect(unpackContent(null, bomb.packed)).rejects.toThrow();
  });
});

describe('a section that an older server writes anew', () => {
  it('is not shown as what was packed before', async () => {
    await using database = await createTestDatabase();
    const row = `('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002', 'software'`;
    const write = (hash: string, content: string, packed: string | null) =>
      database.asOwner(
        `insert into inventory_sections (organization_id, device_id, section, hash, content, ${packed === null ? '' : 'packed, '}
           collected_at, received_at)
         values ${row}, '${hash}', '${content}', ${packed === null ? '' : `'${packed}', `}now(), now())
         on conflict (organization_id, device_id, section) do update set hash = excluded.hash, content = excluded.content
           ${packed === null ? '' : ', packed = excluded.packed'}`,
      );
    const held = () => database.asOwner('select hash, packed from inventory_sections');
    await write('one', '{}', '\\x01');
    await write('two', '{}', '\\x02');
    expect(await held()).toEqual([{ hash: 'two', packed: Buffer.from([2]) }]);
    await write('three', '{"packages":[1]}', null);
    expect(await held()).toEqual([{ hash: 'three', packed: null }]);
  });
});
