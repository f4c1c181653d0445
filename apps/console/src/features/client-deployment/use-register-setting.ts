/** Registers a setting. When somebody else was first, what was typed stays: their changes are taken over where nothing was changed here. */
import type { InstallerSetting } from '@sekisho/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { codeOf } from '../../api/problem.ts';
import { installerSettingsQuery } from '../../api/queries.ts';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { useNotices } from '../../ui/use-notices.ts';
import type { Client } from './offered-kinds.ts';
import {
  changedFields,
  mergeSetting,
  type SettingField,
  type SettingValues,
  toSaved,
  valuesOf,
} from './setting-form.ts';

/** What somebody else did to the setting while one edited it. */
export type Meanwhile =
  | { what: 'changed'; by: string | null; theirs: SettingValues; fields: SettingField[] }
  | { what: 'deleted' };

type Edited = {
  client: Client;
  base: InstallerSetting | undefined;
  values: SettingValues;
  onBase: (base: InstallerSetting | undefined, values: SettingValues) => void;
};

export function useRegisterSetting({ client, base, values, onBase }: Edited) {
  const { t } = useWording();
  const notices = useNotices();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [meanwhile, setMeanwhile] = useState<Meanwhile>();
  const catchUp = async (saved: InstallerSetting) => {
    const { items } = await queryClient.fetchQuery({ ...installerSettingsQuery, staleTime: 0 });
    const newest = items.find(({ id }) => id === saved.id);
    if (newest === undefined) {
      setMeanwhile({ what: 'deleted' });
      return onBase(undefined, values);
    }
    const [before, theirs] = [valuesOf(saved), valuesOf(newest)];
    setMeanwhile({ what: 'changed', by: newest.updatedBy, theirs, fields: changedFields(before, theirs) });
    onBase(newest, mergeSetting(before, values, theirs));
  };
  const register = useMutation({
    mutationFn: (typed: SettingValues) => {
      const body = toSaved(typed);
      return base === undefined
        ? api.createInstallerSetting({ ...client, ...body })
        : api.saveInstallerSetting(base.id, { ...body, revision: base.revision });
    },
    onSuccess: async (saved) => {
      setMeanwhile(undefined);
      await queryClient.invalidateQueries({ queryKey: installerSettingsQuery.queryKey });
      notices.done(t('deploy.registered', { name: saved.name }));
      onBase(saved, valuesOf(saved));
      await navigate({
        to: '/client-deployment/$platform/$clientKind/$settingId',
        params: { ...client, settingId: saved.id },
        replace: true,
        ignoreBlocker: true,
      });
    },
    onError: (error) => {
      const isOvertaken = ['installer-setting-changed-meanwhile', 'installer-setting-not-found'].includes(
        codeOf(error),
      );
      if (base !== undefined && isOvertaken) void catchUp(base);
    },
  });
  return { register, meanwhile };
}
