/** A dialog that makes something of which a secret is shown this once: as soon as it is made, nothing but its own button closes it. */
import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWording } from '../i18n/WordingProvider.tsx';
import { ProblemAlert } from './ProblemAlert.tsx';

type Props = { title: string; isMade: boolean; onClose: () => void; children: ReactNode };

export function ShownOnceDialog({ title, isMade, onClose, children }: Props) {
  const { t } = useWording();
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={title}
      closeOnClickOutside={!isMade}
      closeOnEscape={!isMade}
      withCloseButton={!isMade}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {children}
    </Modal>
  );
}

type EndProps = { error: unknown; pending: boolean; onClose: () => void };

/** The last lines of its form. */
export function CreateOrCancel({ error, pending, onClose }: EndProps) {
  const { t } = useWording();
  return (
    <>
      <ProblemAlert error={error} />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={pending}>
          {t('common.create')}
        </Button>
      </Group>
    </>
  );
}

type OnceProps = { warning: string; closed: string; onClose: () => void; children: ReactNode };

/** What is shown in place of the form. */
export function ShownOnce({ warning, closed, onClose, children }: OnceProps) {
  return (
    <Stack>
      <Alert color="yamabuki">{warning}</Alert>
      {children}
      <Button onClick={onClose}>{closed}</Button>
    </Stack>
  );
}
