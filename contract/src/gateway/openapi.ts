import { documentOf } from '../openapi.ts';
import { gatewayApi } from './api.ts';
import { conventions } from './conventions.ts';

/** The OpenAPI 3.1 document of what a gateway asks its connector: enough to let our gateway stand before any connector. */
export function gatewayDocument() {
  return documentOf(
    gatewayApi,
    { title: 'What an Atrium gateway asks its connector', description: conventions },
    {
      servers: [{ url: '/gateway' }],
      security: [{ gatewayKey: ['gateway'] }],
      components: { securitySchemes: { gatewayKey: { type: 'http', scheme: 'bearer' } } },
    },
  );
}
