/** What the console is told of an operator's own tiles. Pure. */
import type { MapSettings } from '@sekisho/contracts';

export function mapSettingsOf(settings: {
  readonly mapTiles?: string | undefined;
  readonly mapAttribution?: string | undefined;
}): MapSettings {
  const { mapTiles: url, mapAttribution: attribution = '' } = settings;
  return { tiles: url === undefined ? null : { url, attribution } };
}
