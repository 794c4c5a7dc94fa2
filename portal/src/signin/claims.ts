import type { IgnoredClaim, ReceivedClaim, Trusted } from '../account/login.ts';
import type { IssuerProfile } from './issuer-profile.ts';
import { affiliationProblem, assuranceProblem, entitlementProblem } from './trust.ts';

const mostValues = 500;
const longestValue = 1024;
const longestShown = 200;
/** What the protocol itself uses: no statements about a person. */
const ofProtocol = new Set([
  'iss',
  'aud',
  'exp',
  'iat',
  'nbf',
  'nonce',
  'at_hash',
  'c_hash',
  's_hash',
  'azp',
  'jti',
  'sid',
]);

export type Received = Record<string, unknown>;
type Judged = { trusted: Trusted; claims: ReceivedClaim[]; ignored: IgnoredClaim[] };

/**
 * Who signed in: the community's permanent identifier (AARC-G026) where the issuer gives one, else its subject. Names
 * and addresses are shown and decide nothing.
 */
export function identify(received: Received, profile: IssuerProfile, issuerSubject: string) {
  const permanent = received[profile.claims.person];
  const isPermanent =
    typeof permanent === 'string' && /^[\x21-\x3f\x41-\x7e]{1,200}@[\x21-\x3f\x41-\x7e]{1,200}$/.test(permanent);
  return {
    subject: isPermanent && permanent.length <= 255 ? permanent : issuerSubject,
    subjectFrom: isPermanent && permanent.length <= 255 ? ('voperson_id' as const) : ('sub' as const),
    name: shown(received[profile.claims.name]) ?? shown(received.preferred_username) ?? 'Without a name',
    organisation: shown(received[profile.claims.organisation]) ?? null,
  };
}

/** All that was received, what of it counts, and why the rest does not. */
export function judge(received: Received, profile: IssuerProfile): Judged {
  const ignored: IgnoredClaim[] = [];
  const valuesOf = (claim: string) => {
    const { values, problems } = listOf(received[claim]);
    ignored.push(...problems.map(({ value, because }) => ({ claim, value, because })));
    return values;
  };
  const sift = (claims: string[], problemOf: (value: string) => string | undefined) =>
    unique(
      claims.flatMap((claim) =>
        valuesOf(claim).filter((value) => {
          const because = problemOf(value);
          if (because) ignored.push({ claim, value, because });
          return because === undefined;
        }),
      ),
    );
  const trusted = {
    entitlements: sift(profile.claims.entitlements, (value) => entitlementProblem(value, profile)),
    affiliation: sift(profile.claims.affiliations, (value) => affiliationProblem(value, profile)),
    assurance: sift(profile.claims.assurance, assuranceProblem),
  };
  return { trusted, claims: asReceived(received), ignored };
}

function asReceived(received: Received): ReceivedClaim[] {
  return Object.entries(received)
    .filter(([name]) => !ofProtocol.has(name))
    .slice(0, 100)
    .map(([name, value]) => ({ name: name.slice(0, longestShown), values: textsOf(value) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function textsOf(value: unknown): string[] {
  const values = Array.isArray(value) ? value.slice(0, mostValues) : [value];
  return values.map((one) => (typeof one === 'string' ? one : (JSON.stringify(one) ?? '')).slice(0, longestValue));
}

/** A text where a list is expected is one value. Any other type drops the claim, and not the login. */
function listOf(value: unknown): { values: string[]; problems: { value: string; because: string }[] } {
  if (value === undefined) return { values: [], problems: [] };
  const all = typeof value === 'string' ? [value] : value;
  if (!Array.isArray(all) || !all.every((one) => typeof one === 'string')) {
    return {
      values: [],
      problems: [{ value: textsOf(value)[0] ?? '', because: 'It is neither a text nor a list of texts.' }],
    };
  }
  const first = all.slice(0, mostValues);
  const problems = first
    .filter((one) => one.length > longestValue)
    .map((one) => ({ value: one.slice(0, longestShown), because: `It is longer than ${longestValue} characters.` }));
  if (all.length > mostValues) {
    problems.push({ value: String(all.length), because: `Only the first ${mostValues} values are read.` });
  }
  return { values: first.filter((one) => one.length <= longestValue), problems };
}

function shown(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const clean = value
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, longestShown);
  return clean === '' ? undefined : clean;
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
