/** An inventory as it travels: each section as the very text that its hash is of. */
import type { InventoryContents } from '@sekisho/contracts';
import { sha256Hex } from './device-client.ts';

export interface SectionText {
  readonly name: string;
  readonly hash: string;
  readonly content: string;
}

export function sectionsOf(contents: Partial<InventoryContents>): SectionText[] {
  return Object.entries(contents).map(([name, value]) => {
    const content = JSON.stringify(value);
    return { name, content, hash: sha256Hex(content) };
  });
}
