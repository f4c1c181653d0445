/** Deletes a policy that no device uses. A01–A10 stay. */
import { Button } from '@mantine/core';
import type { Policy } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { policyQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx';
import { useMay } from '../../ui/use-may.ts';

const standardCode = /^A(0[1-9]|10)$/;

export function DeletePolicy({ policy, devices }: { policy: Policy; devices: number }) {
  const { t } = useWording();
  const may = useMay();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.deletePolicy(policy.code),
    onSuccess: async () => {
      await navigate({ to: '/policies', ignoreBlocker: true });
      queryClient.removeQueries({ queryKey: policyQuery(policy.code).queryKey });
      await queryClient.invalidateQueries({ queryKey: ['policies'] });
    },
  });
  if (standardCode.test(policy.code) || !may('policies.write')) return null;
  return (
    <>
      <Button
        variant="subtle"
        color="shu"
        size="compact-sm"
        onClick={() => setAsking(true)}
        style={{ justifySelf: 'start' }}
      >
        {t('policy.delete')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('policy.delete.title', { code: policy.code })}
          text={t('policy.delete.text')}
          confirm={t('common.delete')}
          error={remove.error}
          pending={remove.isPending}
          disabled={devices > 0}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
