import { BASE64, DIGIT, ESCAPED, LETTER, TOKEN, URL_SAFE } from "./chars.ts";
import { awsKeyBehind, basicBehind, bearerBehind, passwordBehind } from "./credentials.ts";
import { emailAround } from "./email.ts";
import type { SecretName } from "./names.ts";
import type { Match } from "./span.ts";
import {
  azureSecret,
  jwt,
  namedValue,
  numberedToken,
  privateKey,
  separateToken,
  token,
  valueBehind,
} from "./tokens.ts";

/** A constant text that a secret has, and what looks for the secret around it. */
export interface Needle {
  readonly text: string;
  /** Index of the character that the scanner stops at: one that is rare in texts. */
  readonly at: number;
  /** Letters of either case match. The text is in small letters then. */
  readonly isFolded: boolean;
  readonly match: Match;
}

/**
 * The needles of each kind of secret. In the texts, the character behind `|` is the one that the scanner stops at;
 * `i:` before a text says that case does not matter.
 */
const NEEDLES: Readonly<Record<Exclude<SecretName, "card">, readonly [Match, ...string[]][]>> = {
  bearer: [[bearerBehind, "i:|bearer"]],
  basic: [[basicBehind, "i:|basic"]],
  jwt: [[jwt, "ey|J"]],
  email: [[emailAround, "|@", "|%40"]],
  "url-password": [[passwordBehind, ":|//"]],
  "private-key": [[privateKey, "-----|BEGIN "]],
  aws: [
    [awsKeyBehind, "A|KIA", "AS|IA"],
    [namedValue(BASE64, 16), "i:secret_access_|key", "i:secretaccess|key", "i:secret-access-|key"],
    [namedValue(ESCAPED, 16), "i:session_to|ken", "i:sessionto|ken", "i:security-to|ken"],
    [namedValue(ESCAPED, 32), "i:|x-amz-signature"],
  ],
  azure: [
    [valueBehind(BASE64, 32), "Account|Key=", "SharedAccess|Key="],
    [valueBehind(ESCAPED, 32), "?sig|=", "&sig|=", ";sig|=", " sig|="],
    [azureSecret, "Q|~"],
  ],
  gcp: [
    [separateToken(URL_SAFE, 30), "AI|za", "1//|0"],
    [separateToken(URL_SAFE, 24), "GOCSP|X-"],
    [separateToken(TOKEN, 16), "ya|29."],
  ],
  github: [
    [token(DIGIT | LETTER, 30), "ghp|_", "gho|_", "ghu|_", "ghs|_", "ghr|_"],
    [token(URL_SAFE, 22), "github_pat|_"],
  ],
  gitlab: [[token(URL_SAFE, 16), "glpat|-", "gldt|-", "glrt|-", "glptt|-", "glcbt|-"]],
  slack: [
    [token(URL_SAFE, 10), "xo|xa-", "xo|xb-", "xo|xe-", "xo|xp-", "xo|xr-", "xo|xs-", "|xapp-"],
    [valueBehind(BASE64, 20), "hoo|ks.slack.com/services/"],
  ],
  stripe: [
    [separateToken(DIGIT | LETTER, 16), "sk|_live_", "sk|_test_", "rk|_live_", "rk|_test_"],
    [token(BASE64, 24), "whsec|_"],
  ],
  npm: [
    [token(DIGIT | LETTER, 30), "npm|_"],
    [valueBehind(ESCAPED, 8), "_auth|Token="],
  ],
  openai: [[numberedToken(URL_SAFE, 20), "sk|-"]],
  anthropic: [[numberedToken(URL_SAFE, 20), "sk|-ant-"]],
  sendgrid: [[separateToken(TOKEN, 40), "S|G."]],
};

/** The needles of a kind of secrets. */
export function needlesOf(name: Exclude<SecretName, "card">): readonly Needle[] {
  return NEEDLES[name].flatMap(([match, ...texts]) =>
    texts.map((given) => {
      const isFolded = given.startsWith("i:");
      const marked = isFolded ? given.slice(2) : given;
      return { text: marked.replace("|", ""), at: marked.indexOf("|"), isFolded, match };
    }),
  );
}
