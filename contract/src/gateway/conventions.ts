/** What holds for all that a gateway asks, in Markdown: the description of its document. */
export const conventions = `
The gateway is a facility's front door for browsers. It asks its connector, and nobody else, who may pass; a connector
that serves this can have our gateway before it. Requests, answers and refusals are as in the Common API.

A gateway shows a key: \`Authorization: Bearer <key>\`, 32 random bytes or more that both have in their configuration. With
anything else: UNAUTHENTICATED. Compare it in constant time.

## Tickets and grants

\`address\` of a ticket is \`<scheme>://<host>/.atrium/ticket\`: a host for this interface of this instance alone, of 26 random
characters below the facility's domain for interfaces, never given again. The gateway hands the ticket in together with the
host at which it was shown, and the hash of the cookie that it will set.

A *grant* is what one person may do at one host in one browser. It begins when a ticket is redeemed, and is recalled by host and
cookie. It ends with its login (LOGIN_OVER), with the part of the person in the instance (RIGHT_GONE), and with the instance
(INSTANCE_OVER), and at \`endsAt\` by itself; what has ended is ACCESS_ENDED. While an interface is away, the grant lives on with
\`ready: false\`.

## Changes

\`text/event-stream\`, as the events of the Common API: each \`changed\` and \`ended\` has its cursor as its \`id\`. \`following\` comes
first, and each 5 s, without an \`id\`. A grant is told whole whenever anything in it changes. With \`Last-Event-ID\`, all that was
missed is told, once; without, what comes next.
`.trim();
