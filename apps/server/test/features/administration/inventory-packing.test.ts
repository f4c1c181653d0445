/** Packing of long contents: nothing is lost, whatever the text. */
import { packContent, unpackContent } from '@sekisho/server/features/inventory/packing';
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
