/** A one-time link with which an administrator sets a password: by mail, or to be handed over. */
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { AccountLink, Administrator } from '@sekisho/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { mailStatusQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { CopyField } from '../../ui/CopyField.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useProof } from '../../ui/ProofProvider.tsx';
import { useNotices } from '../../ui/use-notices.ts';

/** The address under which this console is open is one that people reach. */
export function LinkField({ loginId, link }: { loginId: string; link: AccountLink }) {
  const { t, dateTime } = useWording();
  return (
    <Stack gap="sm">
      <Alert color="yamabuki" title={t('administrators.link.title', { loginId })}>
        {t('administrators.link.text', { expires: dateTime(link.expiresAt) })}
      </Alert>
      <CopyField
        value={`${window.location.origin}/account-link#token=${link.token}`}
        label={t('administrators.link.label')}
        wrap
      />
    </Stack>
  );
}

export function LinkDialog({ administrator, onClose }: { administrator: Administrator; onClose: () => void }) {
  const { t } = useWording();
  const notices = useNotices();
  const withProof = useProof();
  const byMail = useQuery(mailStatusQuery).data?.configured === true;
  const { id, loginId, email } = administrator;
  const make = useMutation({
    mutationFn: (by: 'mail' | 'link') => withProof(() => api.makeAccountLink(id, by)),
    onSuccess: ({ link }) => {
      if (link !== null) return;
      notices.done(t('administrators.link.mailed', { email }));
      onClose();
    },
  });
  const link = make.data?.link ?? null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('administrators.link.title', { loginId })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        {link === null ? (
          <Text size="sm">{t('administrators.link.ask')}</Text>
        ) : (
          <LinkField loginId={loginId} link={link} />
        )}
        <ProblemAlert error={make.error} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t(link === null ? 'common.cancel' : 'common.close')}
          </Button>
          {link === null && byMail && (
            <Button loading={make.isPending} onClick={() => make.mutate('mail')}>
              {t('administrators.link.byMail')}
            </Button>
          )}
          {link === null && (
            <Button
              variant={byMail ? 'default' : 'filled'}
              loading={make.isPending}
              onClick={() => make.mutate('link')}
            >
              {t('administrators.link.byLink')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
