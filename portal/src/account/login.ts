/** What of the claims counts for this issuer, as it was received. */
export type Trusted = { entitlements: string[]; affiliation: string[]; assurance: string[] };

export type ReceivedClaim = { name: string; values: string[] };
export type IgnoredClaim = { claim: string; value: string; because: string };

/** A person's signed-in state in one browser. Whoever holds the cookie has it; only the hash of the cookie is kept. */
export type Login = {
  /** Named in tokens (`sid`) and lists; opens nothing. */
  id: string;
  cookieHash: string;
  /** Of the profile in the settings. */
  issuerId: string;
  /** With `subject`: who this is. */
  issuer: string;
  subject: string;
  subjectFrom: 'voperson_id' | 'sub';
  /** `sub` and `sid` of the ID token: by these the issuer ends it. */
  issuerSubject: string;
  issuerSession: string | null;
  name: string;
  organisation: string | null;
  claims: ReceivedClaim[];
  ignored: IgnoredClaim[];
  trusted: Trusted;
  acr: string | null;
  authTime: Date | null;
  browser: string;
  beganAt: Date;
  lastUsedAt: Date;
  /** Its absolute end. */
  endsAt: Date;
  /** The logins that it took over, whose connections are now its own. */
  earlier: string[];
  /** The facilities at which it has opened something. */
  opened: string[];
  /** Sealed. */
  refreshToken: string | null;
  idToken: string | null;
  refreshDueAt: Date | null;
  refreshLeasedUntil: Date | null;
};

/** All names under which connectors may know it. */
export function namesOf({ id, earlier }: Pick<Login, 'id' | 'earlier'>): string[] {
  return [id, ...earlier];
}

export function isAlive({ lastUsedAt, endsAt }: Login, now: Date, idleSeconds: number): boolean {
  return now < endsAt && now.getTime() < lastUsedAt.getTime() + idleSeconds * 1000;
}
