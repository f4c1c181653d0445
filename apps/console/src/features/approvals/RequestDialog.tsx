/** One request: what would be signed, read from its bytes, and the signature by passkey or recovery key. */
import { Alert, Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import type { ApprovalRequest, ApprovalRequestDetail, ApprovalsOverview, Signature } from '@sekisho/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { approvalRequestQuery, sessionQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { ProblemAlert } from '../../ui/ProblemAlert.tsx';
import { useMay } from '../../ui/use-may.ts';
import { useNotices } from '../../ui/use-notices.ts';
import { NotSignedAlert } from './NotSignedAlert.tsx';
import { NotSigned, signWithPasskey } from './passkey.ts';
import { RecoverySignature } from './RecoverySignature.tsx';
import { SignedContentView } from './SignedContentView.tsx';
import { readSignedContent } from './signed-content.ts';

type Props = { id: string; overview: ApprovalsOverview; onClose: () => void };

export function RequestDialog({ id, overview, onClose }: Props) {
  const { t } = useWording();
  const { data, error } = useQuery(approvalRequestQuery(id));
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={
        data === undefined
          ? t('common.loading')
          : t('approvals.dialog.title', { kind: t(`approvals.kind.${data.kind}`) })
      }
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {data === undefined &&
        (error === null ? (
          <Skeleton height={240} role="status" aria-label={t('common.loading')} />
        ) : (
          <ProblemAlert error={error} />
        ))}
      {data !== undefined && <Loaded request={data} overview={overview} onClose={onClose} />}
    </Modal>
  );
}

function Loaded({ request, overview, onClose }: { request: ApprovalRequestDetail } & Omit<Props, 'id'>) {
  const { t, dateTime } = useWording();
  const may = useMay();
  const organization = useQuery(sessionQuery).data?.organization.id ?? '';
  const content = useQuery({
    queryKey: ['approvals', 'content', request.id, organization, overview.hash],
    queryFn: () => readSignedContent(request, { organization, trustSet: overview.trustSet }),
    enabled: organization !== '',
  });
  const isOpen = request.state === 'open';
  // A change of the trust set is compared with the present one: once it is done, there is nothing to compare any more.
  const isShown = isOpen || request.kind !== 'trust-set';
  return (
    <Stack>
      <Facts
        facts={[
          [t('approvals.dialog.askedBy'), request.askedBy ?? t('approvals.system')],
          [t('approvals.dialog.expiresAt'), dateTime(request.expiresAt)],
          [
            t('approvals.dialog.approvedBy'),
            request.approvedBy.map(({ name, keyId }) => name || keyId.slice(0, 16)).join(', ') ||
              t('approvals.dialog.nobody'),
          ],
        ]}
      />
      {content.data === null && isOpen && <Alert color="shu">{t('approvals.dialog.broken')}</Alert>}
      {content.data && isShown && (
        <>
          <Text size="sm" c="dimmed">
            {t('approvals.dialog.computed')}
          </Text>
          <SignedContentView content={content.data} request={request} />
        </>
      )}
      {isOpen && content.data && may('approvals.write') && (
        <Sign request={request} overview={overview} onClose={onClose} />
      )}
    </Stack>
  );
}

function Sign({ request, overview, onClose }: { request: ApprovalRequestDetail } & Omit<Props, 'id'>) {
  const { t } = useWording();
  const notices = useNotices();
  const queryClient = useQueryClient();
  const done = ({ state }: ApprovalRequest) => {
    void queryClient.invalidateQueries({ queryKey: ['approvals'] });
    void queryClient.invalidateQueries({ queryKey: ['devices'] });
    void queryClient.invalidateQueries({ queryKey: ['policies'] });
    const words = { approved: 'done', open: 'signed', outdated: 'outdated', refused: 'refused' } as const;
    notices.done(t(`approvals.dialog.${words[state as keyof typeof words] ?? 'outdated'}`));
    onClose();
  };
  const { console } = overview;
  const own = overview.approvers.filter(({ own: isOwn, credentialId }) => isOwn && credentialId !== null);
  const keys = new Map(own.map(({ credentialId, keyId }) => [credentialId ?? '', keyId]));
  const send = useMutation({
    mutationFn: (signature: Signature) => api.signApprovalRequest(request.id, signature),
    onSuccess: done,
  });
  const approve = useMutation({
    mutationFn: async () => {
      if (console === null) throw new NotSigned('no console');
      return signWithPasskey(request.domain, request.text, console, keys);
    },
    onSuccess: (signature) => send.mutate(signature),
  });
  const refuse = useMutation({ mutationFn: () => api.refuseApprovalRequest(request.id), onSuccess: done });
  const isElsewhere = console !== null && console.origin !== window.location.origin;
  return (
    <>
      {keys.size === 0 && <Text size="sm">{t('approvals.dialog.noKey')}</Text>}
      {keys.size > 0 && isElsewhere && (
        <Alert color="yamabuki">{t('approvals.dialog.elsewhere', { origin: console.origin })}</Alert>
      )}
      {approve.error instanceof NotSigned && <NotSignedAlert />}
      <ProblemAlert error={send.error ?? refuse.error} />
      <Group justify="space-between" gap="sm">
        <Button variant="default" loading={refuse.isPending} onClick={() => refuse.mutate()}>
          {t('approvals.dialog.refuse')}
        </Button>
        <Button
          color="shu"
          disabled={keys.size === 0 || isElsewhere}
          loading={approve.isPending || send.isPending}
          onClick={() => approve.mutate()}
        >
          {t('approvals.dialog.approve')}
        </Button>
      </Group>
      {request.kind === 'trust-set' && (
        <RecoverySignature
          text={request.text}
          trustSet={overview.trustSet}
          onSigned={(signature) => send.mutate(signature)}
        />
      )}
    </>
  );
}
