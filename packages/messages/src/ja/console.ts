/** Texts of the console, Japanese; one file per screen. */
import { shellJa } from './console/shell.ts';

export const consoleJa = { ...shellJa } as const;
