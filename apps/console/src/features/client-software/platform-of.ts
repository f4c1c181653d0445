/** The system whose page it is; the address may say anything. Pure. */
import type { ClientPlatform } from '@sekisho/contracts';

const platforms = ['windows', 'macos', 'linux'] as const satisfies readonly ClientPlatform[];

export function platformOf(platform: string): ClientPlatform | undefined {
  return platforms.find((each) => each === platform);
}
