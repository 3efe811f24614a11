import type { FastifyInstance } from 'fastify'
import { refusals } from './described-answers.ts'

/** What an operator should know now, in words without secrets. */
export interface Condition {
  /** The service can't do its work: no request should come here. */
  readonly problems: readonly string[]
  /** It can, but something that it leans on is away. */
  readonly notes: readonly string[]
}

export type Readiness = () => Promise<Condition>

const unknown: Condition = { problems: ['Whether the service can do its work could not be found out.'], notes: [] }
const words = { type: 'array', items: { type: 'string' } } as const
const condition = { type: 'object', required: ['status'], properties: { status: { enum: ['ready', 'not ready'] }, problems: words, notes: words } } as const

/** Live: the process answers. Ready: it can do its work, and when not, why not. */
export function addHealth(app: FastifyInstance, readiness: Readiness = async () => ({ problems: [], notes: [] })): void {
  const config = { limit: 'none' } as const
  const tags = ['Operators']
  app.get('/health/live', { config, exposeHeadRoute: true, schema: { tags, operationId: 'live', summary: 'Whether the process answers', response: { 200: { type: 'object', description: 'It does', required: ['status'], properties: { status: { const: 'live' } } }, 500: refusals('problem')[500] } } }, () => ({ status: 'live' }))
  app.get(
    '/health/ready',
    { config, exposeHeadRoute: true, schema: { tags, operationId: 'ready', summary: 'Whether the service can do its work, and why not', response: { 200: { ...condition, description: 'It can' }, 503: { ...condition, description: 'It can not' } } } },
    async (_request, reply) => {
      const { problems, notes } = await readiness().catch(() => unknown)
      const isReady = problems.length === 0
      return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', ...(isReady ? {} : { problems }), ...(notes.length === 0 ? {} : { notes }) })
    },
  )
}
