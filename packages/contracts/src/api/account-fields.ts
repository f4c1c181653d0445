/** What an account is made of: login id, e-mail address, password. */
import { Type } from 'typebox';

export const loginIdPattern = '^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$';
export const emailPattern = "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$";
export const passwordMinLength = 12;

/** `x-error-code`: the code of the catalogue that says best what is wrong with the value. */
export const Email = Type.String({ pattern: emailPattern, maxLength: 254, 'x-error-code': 'email-invalid' });
export const NewPassword = Type.String({
  minLength: passwordMinLength,
  maxLength: 256,
  'x-error-code': 'password-too-weak',
});
