import { join } from 'node:path';
import { routeNotFound } from '@atrium/contract/errors';
import { isPage } from '@atrium/contract/portal/pages';
import type { HttpServer } from '@atrium/server/http';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import type { Facilities } from '../facilities/facilities.ts';
import type { Limiter } from '../limits.ts';
import { pageHeaders, reportPath } from './headers.ts';
import { mintNonce, readTemplate } from './template.ts';

type Parts = {
  config: Config;
  facilities: Facilities;
  /** Where issuers sign people out, as far as they have said so. */
  signOutOrigins: () => string[];
  limit: Limiter;
};

const year = 365 * 86_400_000;
const longestReportBytes = 16 * 1024;

/** The built pages: their files as they are, and for every address of a page the one page, which knows its addresses. */
export function servePages(app: HttpServer, { config, facilities, signOutOrigins, limit }: Parts): void {
  const render = readTemplate(config.pagesDirectory, config);

  app.register(fastifyStatic, {
    root: join(config.pagesDirectory, 'assets'),
    prefix: '/assets/',
    index: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply) => void reply.header('cache-control', `public, max-age=${year / 1000}, immutable`),
  });
  // What stands beside the page: icons, robots.txt. Not the page, which is a template.
  app.get<{ Params: { file: string } }>('/:file(^[\\w-]+\\.(?:svg|png|ico|txt|webmanifest)$)', (request, reply) =>
    reply.sendFile(request.params.file, config.pagesDirectory, { maxAge: 3_600_000, cacheControl: true }),
  );

  app.get('/*', (request, reply) => {
    const { pathname } = new URL(request.url, config.publicUrl);
    if (isPage(pathname)) return sendPage(reply);
    return notFound(request, reply);
  });

  app.register(async (reports) => {
    reports.addContentTypeParser(
      ['application/csp-report', 'application/reports+json'],
      { parseAs: 'string', bodyLimit: longestReportBytes },
      (_, body, done) => done(null, body),
    );
    reports.post(reportPath, async (request, reply) => {
      await limit.reports(request);
      request.log.warn({ report: String(request.body ?? '').slice(0, 2000) }, 'a page was kept from doing something');
      return reply.status(204).send();
    });
  });

  /** A person is shown the page, which says that there is nothing; a program is told so. */
  function notFound(request: FastifyRequest, reply: FastifyReply) {
    if (request.headers.accept?.includes('text/html')) return sendPage(reply.status(404));
    throw routeNotFound();
  }

  function sendPage(reply: FastifyReply) {
    const nonce = mintNonce();
    const headers = pageHeaders(config.publicUrl, {
      nonce,
      facilities: facilities.all(),
      signOutOrigins: signOutOrigins(),
    });
    return reply.headers(headers).send(render(nonce));
  }
}
