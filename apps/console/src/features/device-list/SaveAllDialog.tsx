/** 設定保存: every device fetches its settings anew; asked for with the number of devices it touches. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { systemQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useNotices } from '../../ui/use-notices.ts';

export function SaveAllDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const system = useQuery({ ...systemQuery, staleTime: 0 });
  const save = useMutation({
    mutationFn: api.saveAll,
    onSuccess: () => {
      notices.done(t('home.saveAll.done'));
      void queryClient.invalidateQueries({ queryKey: ['devices'] });
      onClose();
    },
  });
  const devices = t('common.devices', { count: system.data?.registeredDevices ?? 0 });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('home.saveAll.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <Text size="sm">{t('home.saveAll.text', { devices })}</Text>
        <ProblemAlert error={save.error ?? system.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            disabled={system.data === undefined}
            loading={save.isPending}
            onClick={() => save.mutate()}
            data-autofocus
          >
            {t('home.saveAll.confirm', { devices })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
