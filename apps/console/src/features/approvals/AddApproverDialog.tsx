/** A passkey of one's own is made and asked to become an approver's. */
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import type { ApprovalsOverview } from '@sekisho/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import { NotSignedAlert } from './NotSignedAlert.tsx';
import { applyWithNewPasskey, NotSigned } from './passkey.ts';
import { useTrustChange } from './use-trust-change.ts';

type Props = { overview: ApprovalsOverview; onAsked: (requestId: string) => void; onClose: () => void };

export function AddApproverDialog({ overview, onAsked, onClose }: Props) {
  const { t } = useWording();
  const notices = useNotices();
  const session = useQuery(sessionQuery).data;
  const [name, setName] = useState('');
  const isFirst = overview.approvers.length === 0;
  const place = overview.passkeysAt;
  const obstacle = place === null ? 'nowhere' : place.origin === window.location.origin ? undefined : 'elsewhere';
  const change = useTrustChange((requestId) => {
    onClose();
    if (requestId === null) notices.done(t('approvals.add.done'));
    else onAsked(requestId);
  });
  const apply = useMutation({
    mutationFn: async () => {
      if (session === undefined || place === null) throw new NotSigned('no place to sign at');
      const { administrator, organization } = session;
      const applicant = { organization: organization.id, holder: administrator.id, loginId: administrator.loginId };
      return applyWithNewPasskey({ ...applicant, name: name.trim() }, place);
    },
    onSuccess: (add) => change.mutate({ add }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('approvals.add.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <Text size="sm">{t(isFirst ? 'approvals.add.text.first' : 'approvals.add.text')}</Text>
        {obstacle !== undefined && (
          <Alert color="yamabuki">{t(`approvals.add.${obstacle}`, { origin: place?.origin ?? '' })}</Alert>
        )}
        <TextInput
          label={t('approvals.add.name')}
          placeholder={t('approvals.add.name.example')}
          description={t('approvals.add.steps')}
          maxLength={100}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {apply.error instanceof NotSigned ? <NotSignedAlert /> : <ProblemAlert error={apply.error ?? change.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            disabled={name.trim() === '' || obstacle !== undefined || session === undefined}
            loading={apply.isPending || change.isPending}
            onClick={() => apply.mutate()}
          >
            {t('approvals.add.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
