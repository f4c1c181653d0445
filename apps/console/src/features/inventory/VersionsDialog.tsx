/** Versions of a title, each with the devices that have it. */
import { Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { softwareQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { SimpleTable } from '../../ui/SimpleTable.tsx';

type Props = { id: number; name: string; onClose: () => void };

export function VersionsDialog({ id, name, onClose }: Props) {
  const { t, number } = useWording();
  const { data, error, isPending } = useQuery(softwareQuery(id));
  const title = t('software.versions.of', { name });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      {isPending && <Skeleton height={160} role="status" aria-label={t('common.loading')} />}
      <ProblemAlert error={error} />
      {data !== undefined && (
        <SimpleTable
          label={title}
          minWidth={240}
          head={[t('software.versions'), t('software.devices')]}
          rows={data.versions.map(({ id: versionId, version, devices }) => ({
            key: String(versionId),
            cells: [
              version,
              <Link
                key="devices"
                to="/"
                search={{ software: versionId }}
                className="sekisho-link"
                aria-label={t('software.devices.show', { name: `${name} ${version}`, devices })}
              >
                {number(devices)}
              </Link>,
            ],
          }))}
        />
      )}
    </Modal>
  );
}
