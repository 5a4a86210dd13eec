import { randomBytes } from 'node:crypto';
import fastify, { type FastifyError, type FastifyReply } from 'fastify';
import { ApiError, FAULTS } from './api-error.ts';
import { addRoutes } from './routes.ts';
import type { Setup } from './setup-routes.ts';
import { createState, emptyState } from './state.ts';

/** A running embedded target. */
export interface EmbeddedTarget {
  /** `http://127.0.0.1:<port>`. */
  baseUrl: string;
  close(): Promise<void>;
}

/**
 * Starts the embedded target on a loopback port; 0: any free port.
 *
 * @param setup the server has no data, and is set up in this way; undefined: it has two organizations
 */
export async function startEmbedded(port = 0, setup?: Setup): Promise<EmbeddedTarget> {
  const server = fastify({
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, meta: false, validateSchema: false } },
    genReqId: () => `req-${randomBytes(7).toString('hex')}`,
    frameworkErrors: (_error, request, reply) => {
      void (reply as FastifyReply)
        .code(400)
        .send(new ApiError(400, 'BadRequest', 'The URL is not valid').body(request.id));
    },
  });
  server.addHook('onRequest', async (request) => {
    const fault = FAULTS[String(request.headers['x-contract-fault'])];
    if (fault !== undefined) throw fault;
    return Promise.resolve();
  });
  server.addHook('onSend', async (_request, reply) => {
    void reply.header('cache-control', 'no-store');
    return Promise.resolve();
  });
  server.setErrorHandler<FastifyError | ApiError>((error, request, reply) => {
    const known = error instanceof ApiError ? error : (fromValidation(error) ?? fromFramework(error));
    if (known.statusCode === 401) void reply.header('www-authenticate', 'Bearer');
    return reply.code(known.statusCode).send(known.body(request.id));
  });
  server.setNotFoundHandler(({ method, url }, reply) => {
    const message = `Route ${method}:${url} not found`;
    return reply.code(404).send({ message, error: 'Not Found', statusCode: 404 });
  });
  addRoutes(server, setup === undefined ? createState() : emptyState(), setup);
  const baseUrl = await server.listen({ host: '127.0.0.1', port });
  return { baseUrl, close: () => server.close() };
}

/** The issues of a request that its schema does not allow. */
function fromValidation({ validation }: FastifyError): ApiError | undefined {
  if (validation === undefined) return undefined;
  const issues = validation.map(({ instancePath, params, message = '' }) => {
    const { missingProperty } = params;
    const missing = typeof missingProperty === 'string' ? [missingProperty] : [];
    return { path: [...instancePath.split('/').slice(1), ...missing], message };
  });
  return new ApiError(422, 'ValidationFailure', issues);
}

function fromFramework({ statusCode = 500 }: FastifyError | ApiError): ApiError {
  return statusCode < 500
    ? new ApiError(400, 'BadRequest', 'The request cannot be processed')
    : new ApiError(500, 'InternalServerError', 'Something went wrong');
}
