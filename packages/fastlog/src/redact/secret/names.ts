/**
 * A kind of secrets in texts:
 *
 * - `bearer`, `basic`: the credentials of a header `Authorization`;
 * - `jwt`: JSON web tokens;
 * - `email`: mail addresses;
 * - `card`: numbers of payment cards with a valid check digit;
 * - `url-password`: the password in `https://user:password@host`;
 * - `private-key`: private keys in PEM;
 * - `aws`, `azure`, `gcp`, `github`, `gitlab`, `slack`, `stripe`, `npm`, `openai`, `anthropic`, `sendgrid`: keys and
 *   tokens of these services.
 */
export type SecretName =
  | "bearer"
  | "basic"
  | "jwt"
  | "email"
  | "card"
  | "url-password"
  | "private-key"
  | "aws"
  | "azure"
  | "gcp"
  | "github"
  | "gitlab"
  | "slack"
  | "stripe"
  | "npm"
  | "openai"
  | "anthropic"
  | "sendgrid";

/** Kinds of secrets that `redact.patterns` knows by name. */
export const SECRET_NAMES: readonly SecretName[] = [
  "bearer",
  "basic",
  "jwt",
  "email",
  "card",
  "url-password",
  "private-key",
  "aws",
  "azure",
  "gcp",
  "github",
  "gitlab",
  "slack",
  "stripe",
  "npm",
  "openai",
  "anthropic",
  "sendgrid",
];
