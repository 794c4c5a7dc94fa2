/** What holds for every operation: beside the schemas, all that whoever writes a connector has to know. Markdown. */
export const conventions = `
What a facility's connector answers to a portal. A connector may be written in any language:
\`atrium conformance\` tells whether it is one.

## Requests

Bodies are JSON, lists in a query are \`data[0]=…&data[1]=…\`. A field or a parameter that an operation does not name is
refused with INPUT_INVALID. So far as an operation does not say otherwise: a body that is not JSON by its content type is
CONTENT_TYPE_NOT_SUPPORTED, one that cannot be read MALFORMED_REQUEST, one of more than 256 KiB BODY_TOO_LARGE, an address
or a method that is not here ROUTE_NOT_FOUND.

No browser has business here: a request with the header \`Origin\` or \`Sec-Fetch-Site\`, whatever its value, is refused with
403 REQUEST_FORBIDDEN, with a good token or without.

## Answers

A connector sends no field that this document does not name, and of an enumeration only values that it names; a reader
takes what it does not know as text, for later versions only add. Times are UTC and end in \`Z\`. Every refusal has the body
\`Error\`, also where it comes of the server itself; its \`code\` is one that the operation names, or one of the above, or
INTERNAL, DATABASE_UNAVAILABLE, TOO_MANY_REQUESTS. \`x-error-codes\` of this document has the status, the message, the hint and
the shape of \`data\` of each. \`traceId\` is that of the caller's header \`traceparent\`, if there is one. A refused request
changes nothing, and no event tells of it.

No answer has a header of CORS or sets a cookie. Each has \`Cache-Control: no-store\`, but for the picture.

## Who calls

The \`security\` of an operation names the \`scope\` that its token must have, or none at all (\`{}\`) where it is open to
everybody, with a token or without: whoever calls without the one of a person sees what is public.

The token is looked at first, who calls second, the input last. No token where one is needed, or one that does not hold,
wherever it is shown: 401 UNAUTHENTICATED. A machine's token where a person's is needed, or the reverse: 403
SCOPE_INSUFFICIENT.

## The token

\`Authorization: Bearer <JWT>\` (RFC 9068), one such header and no more. A token in an address or a cookie is none. A connector
is told beforehand: the issuer of its portal, the address of the portal's keys (a JWK set), its own audience, and the identity
providers for which the portal speaks.

- Header: \`alg\` ES256, \`typ\` \`at+jwt\`, \`kid\` naming one of the published keys (two: one that signs now, one that will). No
  other member may stand there: a key or the address of one (\`jwk\`, \`jku\`, \`x5u\`, \`x5c\`) least of all, nor \`crit\`.
  The keys are asked for again after some minutes, and when \`kid\` is not among them; while the portal does not answer,
  the last ones count on.
- \`iss\` the portal, exactly; \`aud\` this connector's audience as one string, not a list; \`client_id\` 1–255 characters; \`jti\`
  22–128 characters; \`iat\` and \`exp\`, of which \`exp\` is later, by 300 s at most. Clocks may differ by 30 s: \`exp\` may be past,
  and \`iat\` and \`nbf\` (which may be absent) ahead, by less than that.
- \`scope\`: \`person\` or \`machine\`.
- A person's: \`sub\` (string of 1–255 characters) and \`idp\`, one of the identity providers: **together they are the person**, and
  nothing else is. \`sid\` (1–128), the opaque id of the login; \`login_exp\`, seconds since 1970, when it ends at the latest. May be
  absent: \`name\` and \`org\` (strings of 200 at most, shown only), \`entitlements\`, \`affiliation\`, \`assurance\` (lists of strings).
- A machine's: \`sub\` is its \`client_id\`; \`idp\`, \`sid\` and \`name\` are absent.
- No member of header or payload is repeated, at any depth.
- For every method but GET, a token is good once: its (\`iss\`, \`jti\`) a second time is 401 TOKEN_REPLAYED, also if the first was
  refused. Reads with it go on.

## Instances

Whoever has no part in an instance learns nothing of it: whatever they ask, the answer is the same INSTANCE_NOT_FOUND as if
it were not there. Its members see it; what their role does not allow is ACTION_FORBIDDEN, and what it allows only while the
owner is present (has a connection open) is OWNER_AWAY. An id of another instance's invitation or member counts as unknown.

States go along the arrows of \`state\`; phases between \`requested\` and \`ready\` may be left out. \`ending\` and \`failed\` can come
after any other; after \`ended\` and \`failed\` nothing comes. \`stop\`, \`delete\` asked again answer the same, \`start\` only where
it is \`stopped\`; what the state forbids is STATE_FORBIDS. Each change is an event. What has ended stays readable.

\`Idempotency-Key\` counts for one person and one operation. The same key with the same body gives the first answer, with
another body 409 IDEMPOTENCY_KEY_REUSED; each with a token of its own. A field that is left out counts as its default. While
the first still runs, the repeat waits for it. Key and intent are stored in one transaction: a request that was refused
leaves no key, and may be sent again with another choice.

Lists: at most \`limit\` at once; \`next\` is given as \`after\` (of events: as \`since\`) to get what follows, without a gap and
without a repeat, also while new ones come; null on the last page.

A facility without compute answers NOT_OFFERED to \`instances.create\`; so it may to all that is asked about instances, or with
empty lists and INSTANCE_NOT_FOUND. Where there is compute, NOT_OFFERED may be the answer of all operations of members (there
instances are not shared) and of usage (nothing is written down), and of the restart of an interface (the engine restarts
none).

## Events

\`text/event-stream\`. Each event is \`event: message\`, \`id\` its cursor, \`data\` an Event. With the header \`Last-Event-ID\` it goes on
after that event: none is left out, none comes twice. A cursor that is none is INPUT_INVALID. The stream ends with
\`event: done\` when the token does (code TOKEN_RENEW), and at once when its login is ended (LOGIN_OVER) or the connector stops
(CONNECTOR_STOPS). A connector listens for news first, then reads from the cursor, then goes live, so that nothing falls
between; whoever goes away leaves nothing behind.
`.trim();
