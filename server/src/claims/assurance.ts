const refeds = 'https://refeds.org/assurance/';

/**
 * What an assurance URI is worth, by dimension (REFEDS RAF; AARC-G021, IGTF and EGI levels as identity proofing).
 * Values of different dimensions, and `local-enterprise`, compare with nothing but themselves.
 */
const ranks: Record<string, { dimension: string; rank: number }> = {
  [`${refeds}IAP/low`]: { dimension: 'IAP', rank: 1 },
  [`${refeds}IAP/medium`]: { dimension: 'IAP', rank: 2 },
  [`${refeds}IAP/high`]: { dimension: 'IAP', rank: 3 },
  [`${refeds}IAP/local-enterprise`]: { dimension: 'IAP/local-enterprise', rank: 1 },
  [`${refeds}ATP/ePA-1m`]: { dimension: 'ATP', rank: 1 },
  [`${refeds}ATP/ePA-1d`]: { dimension: 'ATP', rank: 2 },
  [`${refeds}ID/unique`]: { dimension: 'ID', rank: 1 },
  [`${refeds}profile/cappuccino`]: { dimension: 'profile', rank: 1 },
  [`${refeds}profile/espresso`]: { dimension: 'profile', rank: 2 },
  'https://aarc-project.eu/policy/authn-assurance/assam': { dimension: 'assam', rank: 1 },
  'https://igtf.net/ap/authn-assurance/dogwood': { dimension: 'IGTF', rank: 1 },
  'https://igtf.net/ap/authn-assurance/birch': { dimension: 'IGTF', rank: 2 },
  'https://aai.egi.eu/LoA#Low': { dimension: 'EGI', rank: 1 },
  'https://aai.egi.eu/LoA#Substantial': { dimension: 'EGI', rank: 2 },
  'https://aai.egi.eu/LoA#High': { dimension: 'EGI', rank: 3 },
};

export function isKnownAssurance(uri: string): boolean {
  return Object.hasOwn(ranks, uri);
}

/** Whether one of the values held is at least the one asked. Nothing held means no assurance, not a low one. */
export function hasAssurance(held: string[], asked: string): boolean {
  if (!isKnownAssurance(asked)) return false;
  const { dimension, rank } = ranks[asked] as (typeof ranks)[string];
  return held.some((uri) => {
    if (!isKnownAssurance(uri)) return false;
    const one = ranks[uri] as (typeof ranks)[string];
    return one.dimension === dimension && one.rank >= rank;
  });
}
