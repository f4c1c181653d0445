/** The unlock key of a policy: its one name, the file itself, and a new one that makes every older one worthless. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload, IconKey } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { policyQuery } from '../../../api/queries.ts';
import { useWording } from '../../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx';
import { downloadText } from '../../../ui/download-text.ts';
import { Facts } from '../../../ui/Facts.tsx';
import { ProblemAlert } from '../../../ui/ProblemAlert.tsx';
import { Section } from '../../../ui/Section.tsx';
import { useMay } from '../../../ui/use-may.ts';
import { useNotices } from '../../../ui/use-notices.ts';
import classes from './ReleaseSections.module.css';
import type { SectionProps } from './section.ts';

export function UnlockKeySection({ policy, settings }: SectionProps) {
  const { t, dateTime } = useWording();
  const may = useMay();
  const notices = useNotices();
  const [asking, setAsking] = useState(false);
  const { fileName, issuedAt } = policy.unlockKey;
  const download = useMutation({
    mutationFn: () => api.unlockKey(policy.code),
    onSuccess: (content) => {
      downloadText(fileName, content);
      notices.done(t('policy.key.downloaded', { file: fileName }));
    },
  });
  // A new key is a new version of the policy: what is being edited would be of the one before.
  const isEdited = JSON.stringify(settings) !== JSON.stringify(policy.settings);
  return (
    <Section title={t('policy.key.title')}>
      <Stack gap="sm">
        <Text size="sm">{t('policy.key.lead')}</Text>
        <Facts
          facts={[
            [
              t('policy.key.fileName'),
              <span key="fileName" className={classes['fileName']}>
                {fileName}
              </span>,
            ],
            [t('policy.key.issuedAt'), dateTime(issuedAt)],
          ]}
        />
        <ProblemAlert error={download.error} />
        {may('policies.keys') ? (
          <Group gap="xs">
            <Button
              variant="default"
              loading={download.isPending}
              leftSection={<IconDownload size={16} aria-hidden="true" />}
              onClick={() => download.mutate()}
            >
              {t('policy.key.download')}
            </Button>
            <Button
              variant="subtle"
              color="shu"
              disabled={isEdited}
              leftSection={<IconKey size={16} aria-hidden="true" />}
              onClick={() => setAsking(true)}
            >
              {t('policy.key.issue')}
            </Button>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {t('policy.key.notAllowed')}
          </Text>
        )}
        {isEdited && may('policies.keys') && (
          <Text size="xs" c="dimmed">
            {t('policy.key.saveFirst')}
          </Text>
        )}
      </Stack>
      {asking && <IssueDialog policy={policy} onClose={() => setAsking(false)} />}
    </Section>
  );
}

function IssueDialog({ policy, onClose }: Pick<SectionProps, 'policy'> & { onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const issue = useMutation({
    mutationFn: () => api.issueUnlockKey(policy.code),
    onSuccess: (saved) => {
      queryClient.setQueryData(policyQuery(policy.code).queryKey, saved);
      void queryClient.invalidateQueries({ queryKey: ['devices'] });
      notices.done(t('policy.key.issued'));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('policy.key.issue.title', { code: policy.code })}
      text={
        <Stack gap="xs">
          <span>{t('policy.key.issue.text', { file: policy.unlockKey.fileName })}</span>
          <span>{t('policy.key.issue.devices', { devices: t('common.devices', { count: policy.devices }) })}</span>
        </Stack>
      }
      confirm={t('policy.key.issue.confirm')}
      error={issue.error}
      pending={issue.isPending}
      onConfirm={() => issue.mutate()}
      onClose={onClose}
    />
  );
}
