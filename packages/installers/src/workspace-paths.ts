/** Where things stand in the repository, and where what is made for download is put. */
import path from 'node:path';

export const repositoryFolder = path.resolve(import.meta.dirname, '../../..');
export const installersFolder = path.join(repositoryFolder, 'packages/installers');
/** What the server hands out; made by build.ts. */
export const downloadsFolder = path.join(installersFolder, 'dist');
/** Compressed runtimes and fonts, kept from build to build. */
export const cacheFolder = path.join(installersFolder, '.cache');
/** What goes into an archive as it is. */
export const plainFilesFolder = path.join(installersFolder, 'src/files');
