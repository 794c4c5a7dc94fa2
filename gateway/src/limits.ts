const second = 1000;

/** How long the gateway waits, and how much it takes. Tests make them small. */
export const usualLimits = {
  /** A request's head is there, or the connection is cut. */
  headMs: 60 * second,
  /** A body may take as long as it likes while it comes; a pause of this length ends it. */
  stallMs: 120 * second,
  /** How often somebody at the other end of a WebSocket is asked for a sign of life. */
  pingMs: 10 * second,
  /** Nothing heard for so long, and the network is taken for dead. */
  silentMs: 25 * second,
  /** What is under way when the gateway is told to stop gets so long to finish. */
  goodbyeMs: 10 * second,
  /** A picture of a desktop that is in use is at most so old. */
  pictureMs: 30 * second,
  /** A desktop on which nothing is drawn yet is looked at again after so long. */
  undrawnMs: 2 * second,
  /** How often the connector is told what grants have done. */
  reportMs: 15 * second,
  /** Browsers' connections at once, in all; one more is not taken. */
  mostConnections: 20_000,
  /** Connections that have not shown a grant: one more, and the oldest of them is closed. */
  mostStrangers: 2_000,
  /** Connections under one grant; one more is refused. */
  mostPerGrant: 300,
};

export type Limits = typeof usualLimits;
