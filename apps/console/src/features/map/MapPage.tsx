/** Where all devices are: clusters on the map that come apart as one comes near, and the same as a list beside it. */
import { Alert, Paper, Text } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import type { LocatedDevice } from '@sekisho/contracts';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { NowContext } from '../../ui/Ago.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNow } from '../../ui/use-now.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { DeviceCard } from './DeviceCard.tsx';
import { boxAround } from './geometry.ts';
import { LocatedDevices } from './LocatedDevices.tsx';
import classes from './Map.module.css';
import { MapCanvas, type MapTarget, type MapView } from './MapCanvas.tsx';
import { marksOfMap, type Picked } from './map-marks.ts';
import { readPlace, writePlace } from './map-place.ts';
import { locationMapQuery } from './map-queries.ts';

const wholeWorld = { west: -180, south: -85, east: 180, north: 85 };

export function MapPage() {
  const { t } = useWording();
  const may = useMay();
  usePageTitle(t('nav.map'));
  return (
    <NowContext value={useNow()}>
      <PageHead title={t('nav.map')} lead={t('map.lead')} />
      {may('locations.read') ? <DeviceMap /> : <Alert color="gray">{t('map.notAllowed')}</Alert>}
    </NowContext>
  );
}

function DeviceMap() {
  const { t, number } = useWording();
  const [view, setView] = useState<MapView | null>(null);
  const [selected, setSelected] = useState<LocatedDevice | null>(null);
  const box = view?.box ?? wholeWorld;
  const { data, error } = useQuery(locationMapQuery({ ...box, zoom: Math.min(24, view?.zoom ?? 0) }));
  const [target, setTarget] = useFirstTarget();
  const remember = useRememberedPlace();
  const selectedId = selected?.deviceId ?? null;
  const marks = useMemo(
    () => marksOfMap(data ?? { clusters: [], devices: [], total: 0 }, number, selectedId),
    [data, number, selectedId],
  );
  const pick = ({ kind, id, at }: Picked) => {
    if (kind === 'cluster') setTarget({ centre: at, zoom: (view?.zoom ?? 3) + 2.5 });
    else setSelected(data?.devices.find(({ deviceId }) => deviceId === id) ?? null);
  };
  return (
    <>
      <ProblemAlert error={error} />
      <div className={classes['layout']}>
        <section className={classes['frame']} aria-label={t('map.label')}>
          <MapCanvas
            label={t('map.label')}
            marks={marks}
            target={target}
            onPick={pick}
            onView={(next) => {
              setView(next);
              remember(next);
            }}
          />
          {selected !== null && <DeviceCard device={selected} onClose={() => setSelected(null)} />}
        </section>
        <Paper className={classes['list']} component="section" aria-label={t('map.list')}>
          <Text px={12} py={10} fw={600} size="sm" role="status">
            {data !== undefined && t('map.count', { count: data.total })}
          </Text>
          <LocatedDevices
            box={box}
            selected={selectedId}
            onSelect={(device) => {
              setSelected(device);
              setTarget({ centre: [device.longitude, device.latitude], zoom: Math.max(view?.zoom ?? 0, 11) });
            }}
          />
        </Paper>
      </div>
    </>
  );
}

/** As the address says; else around all devices, once it is known where they are. */
function useFirstTarget(): [MapTarget | null, (target: MapTarget) => void] {
  const { at } = useSearch({ from: '/shell/map' });
  const [target, setTarget] = useState<MapTarget | null>(() => readPlace(at));
  const { data } = useQuery({ ...locationMapQuery({ ...wholeWorld, zoom: 3 }), enabled: target === null });
  useEffect(() => {
    const around = data === undefined ? null : boxAround([...data.clusters, ...data.devices]);
    if (target === null && around !== null) setTarget({ box: around });
  }, [data, target]);
  return [target, setTarget];
}

function useRememberedPlace(): (view: MapView) => void {
  const navigate = useNavigate({ from: '/map' });
  return useDebouncedCallback(
    ({ centre, zoom }: MapView) => void navigate({ search: { at: writePlace(centre, zoom) }, replace: true }),
    500,
  );
}
