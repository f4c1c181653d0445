/** Every kind of package that can be made: one line each. */
import type { PackageMaker } from './packages.ts';

export const packageMakers: readonly PackageMaker[] = [];
