/** Where a point is, in words: the nearest city and how far it is, how exact, and from what. */
import type { Place } from '@sekisho/contracts';
import { locationSources } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { placesQuery } from './map-queries.ts';
import { nearestPlace } from './places.ts';

type Point = Pick<Place, 'latitude' | 'longitude'>;

export type PlaceWords = {
  where: (point: Point) => string;
  exactness: (accuracyM: number) => string;
  source: (name: string) => string;
};

export function usePlaceWords(): PlaceWords {
  const { t, language, number } = useWording();
  const places = useQuery(placesQuery(language)).data;
  return {
    where({ latitude, longitude }) {
      const near = places === undefined ? null : nearestPlace(places, [latitude, longitude], language);
      if (near === null) return `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
      const { name, country, distanceKm } = near;
      return distanceKm < 3
        ? t('map.place.at', { name, country })
        : t('map.place.near', { name, country, km: distanceKm });
    },
    exactness: (accuracyM) =>
      accuracyM < 1000
        ? t('map.exact.metres', { metres: number(Math.max(1, Math.round(accuracyM))) })
        : t('map.exact.kilometres', { kilometres: number(Math.round(accuracyM / 100) / 10) }),
    source(name) {
      const known = locationSources.find((each) => each === name);
      return known === undefined ? name : t(`map.source.${known}`);
    },
  };
}
