/**
 * A URL's authority with a password. It ends at a slash, a blank or a quote, so each character is looked at a few times
 * at most.
 */
const PASSWORD = /(:\/\/[^\s/@:"']*:)[^\s/"']*@/g;

/** A message of fastlog's own without the passwords of the URLs that it quotes. */
export function withoutPasswords(message: string): string {
  return message.includes("://") ? message.replace(PASSWORD, "$1[Redacted]@") : message;
}
