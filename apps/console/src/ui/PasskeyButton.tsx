/** A button that leads to a passkey; where none can work it says why instead of failing. */
import { Button, type ButtonProps, Stack, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useId } from 'react';
import { useWording } from '../i18n/WordingProvider.tsx';
import { passkeyObstacle } from './passkeys.ts';

type Props = ButtonProps & { label: string; pending: boolean; onClick: () => void };

export function PasskeyButton({ label, pending, onClick, ...button }: Props) {
  const { t } = useWording();
  const id = useId();
  const obstacle = passkeyObstacle();
  return (
    <Stack gap={4}>
      <Button
        leftSection={<IconFingerprint size={17} />}
        variant="default"
        loading={pending}
        disabled={obstacle !== undefined}
        aria-describedby={obstacle === undefined ? undefined : id}
        onClick={onClick}
        {...button}
      >
        {label}
      </Button>
      {obstacle !== undefined && (
        <Text id={id} size="xs" c="dimmed">
          {t(`passkey.obstacle.${obstacle}`)}
        </Text>
      )}
    </Stack>
  );
}
