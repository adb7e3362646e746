/**
 * A URL's authority with a password. It ends at a slash, a blank or a quote, so each character is looked at a few times
 * at most.
 */
const PASSWORD = /(:\/\/[^\s/@:"']*:)[^\s/"']*@/g;
/** The parameter with headers of requests, which usually have a key. */
const HEADERS = /([?&]headers=)[^&\s"']*/g;

/** A message of fastlog's own without the passwords and headers of the URLs that it quotes. */
export function withoutPasswords(message: string): string {
  const text = message.includes("://") ? message.replace(PASSWORD, "$1[Redacted]@") : message;
  return text.includes("headers=") ? text.replace(HEADERS, "$1[Redacted]") : text;
}
