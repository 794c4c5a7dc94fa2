const gone = '[secret]';

/** Names after which a value is a secret, in queries, headers, settings and JSON. */
const named =
  /((?:[\w-]*(?:token|password|passwd|secret|api[_-]?key|ticket|authorization|cookie|_xsrf))["']?\s*[:=]\s*["']?(?:(?:bearer|basic|token)\s+)?)[^\s"',;&]+/gi;
/** Credentials in an address, and tokens that say by themselves what they are. */
const inAddress = /(\/\/[^\s/:@]*:)[^\s/@]+(?=@)/g;
const jsonWebToken = /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;

/** A line that programs wrote, with what opens something taken out: what we know of, and what looks like it. */
export function redact(text: string, secrets: string[]): string {
  const known = secrets
    .filter((secret) => secret.length >= 4)
    .reduce((line, secret) => line.replaceAll(secret, gone), text);
  return known.replace(named, `$1${gone}`).replace(inAddress, `$1${gone}`).replace(jsonWebToken, gone);
}
