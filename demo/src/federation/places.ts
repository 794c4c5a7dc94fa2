/** Where each part of the demo is reached: all follow from one port. */
export type Places = ReturnType<typeof placesFrom>;

export const usualPort = 7400;

/** No two servers share a host name, for cookies do not know ports. */
export function placesFrom(port: number) {
  return {
    portal: { port, origin: `http://localhost:${port}`, loopback: `http://127.0.0.1:${port}` },
    identityProvider: { port: port + 1, issuer: `http://127.0.0.1:${port + 1}` },
    /** `number`: 1, 2, 3, … in the order of the facilities. */
    facility(id: string, number: number) {
      const connectorPort = port + 10 + number;
      const gatewayPort = port + 20 + number;
      return {
        connectorPort,
        connectorUrl: `http://127.0.0.1:${connectorPort}`,
        gatewayPort,
        appsUrl: `http://${id}.localhost:${gatewayPort}`,
      };
    },
  };
}
