/** The steps to one more device. */
import { Modal } from '@mantine/core';
import { useWording } from '../../i18n/WordingProvider.tsx';
import { FirstSteps } from './FirstSteps.tsx';

export function AddDeviceDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWording();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('home.add.title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <FirstSteps />
    </Modal>
  );
}
