/** The map itself: MapLibre in a box. What it shows is also beside it as text, for whoever does not see it. */
import { Alert, useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  AttributionControl,
  type MapLibreMap,
  Map as MapOf,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { type Box, boxOfView, type LngLat } from './geometry.ts';
import classes from './Map.module.css';
import { type Marks, type Picked, pickable, putMarks } from './map-marks.ts';
import { mapSettingsQuery, placesQuery, worldQuery } from './map-queries.ts';
import { mapStyle } from './map-style.ts';

export type MapView = { box: Box; zoom: number; centre: LngLat };
/** Where the map goes, whenever it is another object than before. */
export type MapTarget = { box: Box } | { centre: LngLat; zoom: number };

type Props = {
  label: string;
  marks: Marks;
  target: MapTarget | null;
  onView?: (view: MapView) => void;
  onPick: (picked: Picked) => void;
};

/** Nearer than this the coastlines of the coarse world look wrong. */
const fineFrom = 4.5;
const nearest = 17;

export function MapCanvas({ label, marks, target, onView, onPick }: Props) {
  const { t, language } = useWording();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const holder = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibreMap | null>(null);
  const [isBroken, setBroken] = useState(false);
  const [isNear, setNear] = useState(false);
  const coarse = useQuery(worldQuery('coarse')).data;
  const fine = useQuery({ ...worldQuery('fine'), enabled: isNear }).data;
  const places = useQuery(placesQuery(language)).data;
  const settings = useQuery(mapSettingsQuery).data;

  const moved = useEffectEvent((moving: MapLibreMap) => {
    const bounds = moving.getBounds();
    const [zoom, centre] = [moving.getZoom(), moving.getCenter()];
    if (zoom >= fineFrom) setNear(true);
    const box = boxOfView(bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth());
    onView?.({ box, zoom, centre: [centre.lng, centre.lat] });
  });
  const pick = useEffectEvent((picked: Picked) => onPick(picked));
  const words: Words = { label, zoomIn: t('map.zoomIn'), zoomOut: t('map.zoomOut') };

  useEffect(() => {
    if (holder.current === null) return;
    const made = makeMap(holder.current);
    if (made === null) {
      setBroken(true);
      return;
    }
    made.on('load', () => moved(made));
    made.on('moveend', () => moved(made));
    listenForPicks(made, pick);
    setMap(made);
    return () => {
      setMap(null);
      made.remove();
    };
  }, []);

  // MapLibre says its words once, when it is made; they follow the reader's language here.
  useEffect(() => {
    if (map !== null) nameControls(map, words);
  });

  const world = (isNear ? fine : undefined) ?? coarse;
  const shown = useEffectEvent((onto: MapLibreMap) => putMarks(onto, marks, scheme));
  useEffect(() => {
    if (map === null || places === undefined || settings === undefined) return;
    map.setStyle(mapStyle({ world, places, tiles: settings.tiles, scheme }), { diff: false });
    map.once('style.load', () => shown(map));
  }, [map, world, places, settings, scheme]);

  useEffect(() => {
    if (map?.isStyleLoaded() || map?.getSource('marks') !== undefined) putMarks(map as MapLibreMap, marks, scheme);
  }, [map, marks, scheme]);

  useEffect(() => {
    if (map !== null && target !== null) goTo(map, target);
  }, [map, target]);

  if (isBroken)
    return (
      <Alert color="yamabuki" title={t('map.broken')}>
        {t('map.broken.text')}
      </Alert>
    );
  return <div ref={holder} className={classes['canvas']} data-ready={map !== null && places !== undefined} />;
}

type Words = { label: string; zoomIn: string; zoomOut: string };

function nameControls(map: MapLibreMap, { label, zoomIn, zoomOut }: Words): void {
  map.getCanvas().setAttribute('aria-label', label);
  for (const [name, words] of [
    ['zoom-in', zoomIn],
    ['zoom-out', zoomOut],
  ] as const) {
    const button = map.getContainer().querySelector(`.maplibregl-ctrl-${name}`);
    button?.setAttribute('aria-label', words);
    button?.setAttribute('title', words);
  }
}

/** `null` where the browser cannot draw it. */
function makeMap(container: HTMLElement): MapLibreMap | null {
  setWorkerUrl(workerUrl);
  try {
    const map = new MapOf({
      container,
      style: { version: 8, sources: {}, layers: [] },
      center: [137, 37],
      zoom: 3,
      maxZoom: nearest,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      fadeDuration: 0,
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
    map.addControl(new ScaleControl(), 'bottom-left');
    map.addControl(new AttributionControl({ compact: false }), 'bottom-right');
    return map;
  } catch {
    return null;
  }
}

function listenForPicks(map: MapLibreMap, pick: (picked: Picked) => void): void {
  for (const kind of pickable) {
    map.on('click', kind, ({ features, lngLat }) => {
      const properties = features?.[0]?.properties;
      const geometry = features?.[0]?.geometry;
      const at: LngLat = geometry?.type === 'Point' ? (geometry.coordinates as LngLat) : [lngLat.lng, lngLat.lat];
      if (properties !== undefined) pick({ kind, id: String(properties['id'] ?? ''), at });
    });
    map.on('mouseenter', kind, () => {
      map.getCanvas().style.cursor = 'pointer';
    });
    map.on('mouseleave', kind, () => {
      map.getCanvas().style.cursor = '';
    });
  }
}

function goTo(map: MapLibreMap, target: MapTarget): void {
  const animate = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  if ('centre' in target) {
    map.easeTo({ center: target.centre, zoom: target.zoom, animate });
    return;
  }
  const { west, south, east, north } = target.box;
  map.fitBounds([west, south, east, north], { padding: 60, maxZoom: 14, animate });
}
