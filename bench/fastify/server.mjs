// The route GET /api/operator/drafts/:id as a fastify service would have it, for B5 and B12: who asks must bear TOKEN; the
// draft comes out of a map, already the text that goes out, which is the quickest that fastify can be. Listens on PORT of
// this machine; DRAFT is the file with draft `one`; WORKERS processes share the port (none: this process alone).
//
// package.json overrides `cookie`, which only fastify's aid for tests uses: the newest one asks for a newer Node than we do.
import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import fastify from 'fastify';

const { PORT, TOKEN, DRAFT, WORKERS = '0' } = process.env;

async function serve() {
  const drafts = new Map(DRAFT ? [['one', readFileSync(DRAFT, 'utf8')]] : []);
  const bearer = `Bearer ${TOKEN}`;
  const app = fastify({ logger: false });
  app.get('/ready', async () => ({ status: 'ok' }));
  app.get('/api/operator/drafts/:id', (request, reply) => {
    if (request.headers.authorization !== bearer) return reply.code(401).send({ detail: 'sign in' });
    const draft = drafts.get(request.params.id);
    if (draft === undefined) return reply.code(404).send({ detail: 'there is no such draft' });
    reply.type('application/json').send(draft);
  });
  await app.listen({ host: '127.0.0.1', port: Number(PORT) });
}

if (cluster.isPrimary && WORKERS !== '0') {
  for (let i = 0; i < Number(WORKERS); ++i) cluster.fork();
  process.on('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.kill();
    process.exit(0);
  });
} else {
  await serve();
}
