/** Folders and files that only SYSTEM and administrators may enter. Everybody may make folders in ProgramData: one that somebody else made is not taken. */
import { lstatSync, realpathSync, renameSync, statSync } from 'node:fs';
import { win32 as path } from 'node:path';
import type { Koffi } from '../any/koffi.ts';
import type { FolderGuard } from '../any/log-place.ts';
import { isOpenToOthers } from './access.rules.ts';
import { openAdvapi32 } from './ffi/advapi32.ts';
import { openKernel32 } from './ffi/kernel32.ts';
import type { Handle } from './ffi/library.ts';
import { withDescriptor } from './security-descriptor.ts';
import { ownerOf, sidText } from './sid.ts';

/** SYSTEM and administrators, with all that is below; nothing comes from the folder above (Security Descriptor Definition Language). */
const forAdministrators = 'O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)';
const OWNER_SECURITY_INFORMATION = 0x1;
const DACL_SECURITY_INFORMATION = 0x4;
const TOKEN_QUERY = 0x8;
const TokenUser = 1;
const TokenOwner = 4;
const largestDescriptor = 65_536;

const systemSid = 'S-1-5-18';
const administratorsSid = 'S-1-5-32-544';

export interface Security {
  isSystem(): boolean;
  /** With the rights of one, not only the name: after User Account Control has asked. */
  isAdministrator(): boolean;
  /** Makes the folder, or closes one that is there to others; one that a stranger made is put aside first. @throws when it cannot be had */
  protectFolder(folder: string): void;
  /** Closes a file of our own to others. @throws when it cannot be closed */
  protectFile(file: string): void;
  /** By its security descriptor: SYSTEM's, the administrators', or of whom this runs as. */
  isOwnedByUs(descriptor: Buffer): boolean;
  readonly folders: FolderGuard;
}

export function openSecurity(koffi: Koffi): Security {
  const advapi = openAdvapi32(koffi);
  const kernel = openKernel32(koffi);
  const attributesType = koffi.struct({ bytes: 'uint32_t', descriptor: 'void *', inherit: 'int32_t' });

  /** TOKEN_USER and TOKEN_OWNER begin with a pointer to the SID, which stands behind what they have. */
  function sidOfToken(what: number, headerPointers: number): string {
    const token: Handle[] = [0];
    if (advapi.OpenProcessToken(kernel.GetCurrentProcess(), TOKEN_QUERY, token) === 0) return '';
    const data = Buffer.alloc(1_024);
    const known = advapi.GetTokenInformation(token[0], what, data, data.length, [0]);
    kernel.CloseHandle(token[0]);
    return known === 0 ? '' : sidText(data.subarray(headerPointers * koffi.sizeof('void *')));
  }

  const ownSid = () => sidOfToken(TokenUser, 2);
  /** To whom belongs what this process makes. */
  const ownerByDefault = () => sidOfToken(TokenOwner, 1);

  /** Owner and access; `null` where it may not be read. */
  function descriptorOf(folder: string): Buffer | null {
    const descriptor = Buffer.alloc(largestDescriptor);
    const what = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
    const known = advapi.GetFileSecurityW(folder, what, descriptor, descriptor.length, [0]);
    return known === 0 ? null : descriptor;
  }

  const isOwnedByUs = (descriptor: Buffer | null) =>
    descriptor !== null && [systemSid, administratorsSid, ownSid(), ownerByDefault()].includes(ownerOf(descriptor));

  /** Of every folder on the way: whoever can put another in the place of one of them decides about what is below. */
  function isOpenOnTheWay(folder: string): boolean {
    const own = ownSid();
    for (let each = folder; ; each = path.dirname(each)) {
      const descriptor = descriptorOf(each);
      if (descriptor === null || isOpenToOthers(descriptor, own)) return true;
      if (each === path.dirname(each)) return false;
    }
  }

  function findReal(folder: string): string | null {
    try {
      const real = realpathSync.native(folder);
      return path.isAbsolute(folder) && statSync(real).isDirectory() ? real : null;
    } catch {
      return null;
    }
  }

  const closing = (use: (descriptor: unknown) => boolean) => withDescriptor(advapi, kernel, forAdministrators, use);

  const closeToOthers = (file: string, made: unknown) =>
    advapi.SetFileSecurityW(file, DACL_SECURITY_INFORMATION, made) !== 0;

  function protectFolder(folder: string): void {
    const there = lstatSync(folder, { throwIfNoEntry: false });
    if (there !== undefined) {
      // Of a junction the descriptor is that of the folder it leads to, which may well be ours. (Wine 8 knows none: never tried.)
      if (!there.isSymbolicLink() && isOwnedByUs(descriptorOf(folder))) {
        closing((made) => {
          // Whoever it was of all administrators that made it: it belongs to all of them.
          advapi.SetFileSecurityW(folder, OWNER_SECURITY_INFORMATION, made);
          return closeToOthers(folder, made);
        });
        return;
      }
      renameSync(folder, `${folder}.not-ours-${process.pid}-${Math.floor(performance.timeOrigin)}`);
    }
    closing((descriptor) => {
      const attributes = { bytes: koffi.sizeof(attributesType), descriptor, inherit: 0 };
      return kernel.CreateDirectoryW(folder, koffi.as(attributes, koffi.pointer(attributesType))) !== 0;
    });
  }

  return {
    isSystem: () => ownSid() === systemSid,
    isAdministrator() {
      const sid = [null];
      if (advapi.ConvertStringSidToSidW(administratorsSid, sid) === 0) return false;
      const isMember = [0];
      const known = advapi.CheckTokenMembership(0, sid[0], isMember) !== 0;
      kernel.LocalFree(sid[0]);
      return known && isMember[0] === 1;
    },
    isOwnedByUs,
    protectFolder,
    protectFile: (file) => closing((made) => closeToOthers(file, made)),
    folders: { findReal, isOpenToOthers: isOpenOnTheWay, makePrivate: protectFolder },
  };
}
