/**
 * What an infrastructure says a person belongs to or may do: groups (AARC-G069, before it G002), capabilities
 * (AARC-G027), and the older form of EGI. Read by components and never matched as text; what does not parse counts for
 * nothing.
 */
export type Entitlement = { namespace: string; authority: string | undefined } & (
  | { kind: 'group' | 'legacy'; groups: string[]; role: string | undefined }
  | { kind: 'capability'; resources: string[]; actions: string[] }
);

const longest = 1024;
/** RFC 8141: what a namespace-specific string is made of. No blank, no control, nothing beyond ASCII. */
const allowed = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})+$/;
const namespaceId = /^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/;

export function parseEntitlement(value: string): Entitlement | undefined {
  if (value.length > longest) return undefined;
  const [name = '', authority, ...more] = value.split('#');
  if (more.length > 0 || !allowed.test(name)) return undefined;
  if (authority !== undefined && !allowed.test(authority)) return undefined;

  const components = name.replace(/%../g, (hex) => hex.toUpperCase()).split(':');
  if (components.includes('')) return undefined;
  const [scheme = '', nid = '', ...rest] = components;
  if (scheme.toLowerCase() !== 'urn' || !namespaceId.test(nid.toLowerCase()) || nid.toLowerCase() === 'urn') {
    return undefined;
  }

  const marker = rest.findIndex((component, at) => at > 0 && (component === 'group' || component === 'res'));
  if (marker < 0) return legacy(nid, rest, authority);
  const namespace = namespaceOf(nid, rest.slice(0, marker));
  const tail = rest.slice(marker + 1);
  return rest[marker] === 'group' ? group(namespace, tail, authority) : capability(namespace, tail, authority);
}

/**
 * Whether what is held gives what is asked: the same kind in the same namespace, component by component. A role that is
 * asked must be held; one that is held and not asked does no harm. The authority is a matter of trust, not of equality.
 */
export function satisfies(held: Entitlement, asked: Entitlement, { subgroups }: { subgroups: boolean }): boolean {
  if (held.namespace !== asked.namespace) return false;
  if (held.kind === 'capability' || asked.kind === 'capability') {
    return held.kind === asked.kind && coversCapability(held, asked);
  }
  const isBelow = subgroups && held.groups.length > asked.groups.length;
  return (
    held.kind === asked.kind &&
    (isBelow || held.groups.length === asked.groups.length) &&
    asked.groups.every((name, at) => name === held.groups[at]) &&
    (asked.role === undefined || asked.role === held.role)
  );
}

/** Whether an issuer may assert it: in one of its namespaces, and by one of its authorities when one is named. */
export function isTrusted(
  { namespace, authority }: Entitlement,
  trust: { namespaces: string[]; authorities: string[] },
): boolean {
  return (
    trust.namespaces.some((one) => normaliseNamespace(one) === namespace) &&
    (authority === undefined || trust.authorities.includes(authority))
  );
}

/** Scheme, namespace identifier and the delegated namespace fold case, as the reference parser of AARC does. */
function normaliseNamespace(namespace: string): string {
  return namespace.toLowerCase();
}

function namespaceOf(nid: string, delegated: string[]): string {
  return normaliseNamespace(['urn', nid, ...delegated].join(':'));
}

function group(namespace: string, tail: string[], authority: string | undefined): Entitlement | undefined {
  const last = tail.at(-1) ?? '';
  const role = last.startsWith('role=') ? last.slice('role='.length) : undefined;
  const groups = role === undefined ? tail : tail.slice(0, -1);
  if (groups.length === 0 || role === '' || groups.some((name) => /^role=/i.test(name))) return undefined;
  return { kind: 'group', namespace, groups, role, authority };
}

function capability(namespace: string, tail: string[], authority: string | undefined): Entitlement | undefined {
  const act = tail.indexOf('act');
  const resources = act < 0 ? tail : tail.slice(0, act);
  const actions = act < 0 ? [] : tail.slice(act + 1);
  if (authority === undefined || resources.length === 0 || (act >= 0 && actions.length !== 1)) return undefined;
  const names = actions.flatMap((list) => list.split(','));
  return names.includes('') ? undefined : { kind: 'capability', namespace, resources, actions: names, authority };
}

/** `urn:mace:egi.eu:aai.egi.eu:<role>@<group>`, as EGI wrote it before G002. */
function legacy(nid: string, rest: string[], authority: string | undefined): Entitlement | undefined {
  const [delegated, issuer, membership = '', ...more] = rest;
  const [role = '', name = '', ...others] = membership.split('@');
  const isLegacy = `${nid}:${delegated}:${issuer}`.toLowerCase() === 'mace:egi.eu:aai.egi.eu';
  if (!isLegacy || authority !== undefined || more.length > 0 || others.length > 0 || !role || !name) return undefined;
  return { kind: 'legacy', namespace: 'urn:mace:egi.eu', groups: [name], role, authority: 'aai.egi.eu' };
}

/** A capability for a resource holds for what is below it; without actions it holds for every action. */
function coversCapability(held: Entitlement, asked: Entitlement): boolean {
  if (held.kind !== 'capability' || asked.kind !== 'capability') return false;
  return (
    held.resources.length <= asked.resources.length &&
    held.resources.every((name, at) => name === asked.resources[at]) &&
    (held.actions.length === 0 ||
      (asked.actions.length > 0 && asked.actions.every((name) => held.actions.includes(name))))
  );
}
