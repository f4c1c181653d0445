/** Hands a text to the browser as a file to save. */
import { saveFrom } from './save-file.ts';

export function downloadText(fileName: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  saveFrom(address, fileName);
  URL.revokeObjectURL(address);
}
