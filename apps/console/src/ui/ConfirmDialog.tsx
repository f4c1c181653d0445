/** Asks before something is done; as a warning unless a calmer colour is given. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWording } from '../i18n/WordingProvider.tsx';
import { ProblemAlert } from './ProblemAlert.tsx';

type Props = {
  title: string;
  text: ReactNode;
  confirm: string;
  cancel?: string;
  color?: string;
  error: unknown;
  pending: boolean;
  disabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

export function ConfirmDialog(props: Props) {
  const { title, text, confirm, cancel, color = 'shu', error, pending, disabled = false, onConfirm, onClose } = props;
  const { t } = useWording();
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack>
        <Text size="sm" component="div">
          {text}
        </Text>
        <ProblemAlert error={error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            {cancel ?? t('common.cancel')}
          </Button>
          <Button color={color} loading={pending} disabled={disabled} onClick={onConfirm}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
