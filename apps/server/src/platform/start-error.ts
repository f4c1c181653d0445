/** A reason not to start that an operator can mend: shown as it is, without a stack. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
