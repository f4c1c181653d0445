/** Sends a file in parts to be registered as add-on software; what fails leaves nothing behind. */
import type { AddOnSoftware, AddOnSoftwareCreate } from '@sekisho/contracts';
import { api } from '../../api/client.ts';
import { isPassing } from '../../api/problem.ts';

const attempts = 3;

async function putPart(id: string, part: number, content: Blob): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await api.putAddOnSoftwarePart(id, part, content);
      return;
    } catch (error) {
      if (attempt === attempts || !isPassing(error)) throw error;
    }
  }
}

/** @param sent is told from 0 to 1 how much has arrived */
export async function sendAddOn(
  called: Omit<AddOnSoftwareCreate, 'fileName' | 'bytes'>,
  file: File,
  sent: (share: number) => void,
): Promise<AddOnSoftware> {
  sent(0);
  const { id, parts, partBytes } = await api.beginAddOnSoftware({ ...called, fileName: file.name, bytes: file.size });
  try {
    for (let part = 0; part < parts; part += 1) {
      await putPart(id, part, file.slice(part * partBytes, (part + 1) * partBytes));
      sent((part + 1) / parts);
    }
    return await api.completeAddOnSoftware(id);
  } catch (error) {
    // The name is free again for another try; unless nobody answers any more: then by itself after some hours.
    await api.deleteAddOnSoftware(id).catch(() => undefined);
    throw error;
  }
}
