/** Texts of the console, English; one file per screen. */
import { shellEn } from './console/shell.ts';

export const consoleEn = { ...shellEn } as const;
