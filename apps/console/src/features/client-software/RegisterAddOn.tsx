/** Registers add-on software: what it is called, its version, its file. */
import { Button, FileInput, Group, Modal, Progress, Stack, Text, TextInput } from '@mantine/core';
import type { ClientPlatform } from '@sekisho/contracts';
import { IconFile } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { addOnSoftwareQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import { fileFault } from './file-fault.ts';
import { sendAddOn } from './send-add-on.ts';

type Props = { platform: ClientPlatform; onClose: () => void };

export function RegisterAddOn({ platform, onClose }: Props) {
  const { t, bytes } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [version, setVersion] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState(0);
  const register = useMutation({
    mutationFn: (chosen: File) => sendAddOn({ platform, name, version }, chosen, setSent),
    onSuccess: async () => {
      await queryClient.invalidateQueries(addOnSoftwareQuery);
      notices.done(t('add-on.registered', { name: `${name} ${version}` }));
      onClose();
    },
  });
  // Whoever closes it in the middle would not learn how it ended.
  const close = () => !register.isPending && onClose();
  const fault = file === null ? null : fileFault(file);
  const isComplete = name.trim() !== '' && version.trim() !== '' && file !== null && fault === null;
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={t('add-on.register.title', { system: t(`deploy.system.${platform}`) })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete) register.mutate(file);
        }}
      >
        <Stack>
          <TextInput
            label={t('add-on.field.name')}
            description={t('add-on.field.name.text')}
            maxLength={100}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('add-on.field.version')}
            maxLength={50}
            required
            value={version}
            onChange={(event) => setVersion(event.currentTarget.value)}
          />
          <FileInput
            label={t('add-on.field.file')}
            description={t('add-on.field.file.text')}
            placeholder={t('add-on.field.file.choose')}
            leftSection={<IconFile size={16} />}
            required
            value={file}
            onChange={setFile}
            error={fault === null ? null : t(`add-on.fault.${fault}`)}
          />
          {file !== null && fault === null && (
            <Text size="sm" c="dimmed">
              {t('add-on.file.size', { size: bytes(file.size) })}
            </Text>
          )}
          {register.isPending && (
            <Progress value={100 * sent} aria-label={t('add-on.progress')} transitionDuration={200} />
          )}
          <ProblemAlert error={register.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close} disabled={register.isPending}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" disabled={!isComplete} loading={register.isPending}>
              {t('add-on.register.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
