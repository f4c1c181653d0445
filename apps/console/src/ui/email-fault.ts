/** What to say of an e-mail address that the schema refuses: letters of full width look right and are not. */
export function emailFault(typed: string): 'setup.email.wrong' | 'setup.email.fullWidth' {
  return /[^\x20-\x7e]/.test(typed) ? 'setup.email.fullWidth' : 'setup.email.wrong';
}
