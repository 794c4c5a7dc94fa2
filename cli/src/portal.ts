import { parseArgs } from 'node:util';

const usage =
  'portal init DIRECTORY --public-url URL --port PORT --issuer URL --client-id ID [--issuer-name NAME] [--id-token-alg ALG]';

/** Writes working settings and fresh keys for a new portal, and prints what the identity provider must register. */
export async function initPortal(args: string[]) {
  const one = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...{ 'public-url': one, port: one, issuer: one, 'client-id': one },
      ...{ 'issuer-name': one, 'id-token-alg': { type: 'string', default: 'RS256' } },
    },
  });
  const [directory] = positionals;
  const { 'public-url': publicUrl, port, issuer, 'client-id': clientId, 'issuer-name': name = 'Sign in' } = values;
  if (!directory || !publicUrl || !port || !issuer || !clientId) throw new Error(`${usage}: one is missing`);
  const { initPortal: init } = await import('@atrium/portal/init');
  const { file, clients } = await init(directory, {
    publicUrl,
    port: Number(port),
    // Whether there is such an algorithm is judged with all the other settings.
    issuers: [{ id: 'login', name, issuer, clientId, idTokenAlg: values['id-token-alg'] as 'RS256' }],
  });
  console.error(`${file} is written. Register this client at ${issuer}:`);
  console.log(JSON.stringify(clients[0], null, 2));
}

/** The next signing key takes over; the portal must be started again. */
export async function rotateKeys([file]: string[]) {
  if (!file) throw new Error('portal rotate-keys SIGNING-KEYS-FILE: the file is missing');
  const { rotateSigningKeys } = await import('@atrium/portal/init');
  await rotateSigningKeys(file);
  console.log(`${file}: the next key signs from the next start on`);
}
