/** Where this machine is: by satellites where gpsd hears some, else by GeoClue. */
import type { LocationReading, LocationSource } from '@sekisho/agent-core';
import { locateByGeoClue } from './geoclue.ts';
import { type GpsdSettings, locateByGpsd, usualGpsd } from './gpsd.ts';

export interface LinuxLocationOptions {
  readonly gpsd?: GpsdSettings;
  /** As in `DBUS_SYSTEM_BUS_ADDRESS`; left out: the usual one. */
  readonly busAddress: string | undefined;
}

export function createLocationSource({ gpsd = usualGpsd, busAddress }: LinuxLocationOptions): LocationSource {
  return {
    async locate() {
      const bySatellite = await locateByGpsd(gpsd);
      return bySatellite.found ? bySatellite : moreTelling(await locateByGeoClue(busAddress), bySatellite);
    },
  };
}

/** A receiver that hears nothing yet says more than that there is no other source. */
function moreTelling(first: LocationReading, second: LocationReading): LocationReading {
  return !first.found && first.why === 'no-source' ? second : first;
}
