import { bearerToken } from '@counterfoil/service-kit/http/bearer-token'
import { noStore } from '@counterfoil/service-kit/http/no-store'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../callers.ts'
import type { Registrar } from '../registrar.ts'
import type { CommandBody } from './command-body.ts'
import { authorityParameters, command, numberParameters, plan, proposal, proposals, refused, shownAuthorities, shownAuthority, signatureBody, writeBody, written } from './schemas.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before a route is reached. */
    caller: Caller
  }
}

interface WriteBody {
  readonly plan: string
  readonly command: CommandBody
  readonly sign_as?: string
}

const security = [{ token: [] }]
const config = { limit: 'authority' } as const
const bodies = { 413: 'The body is too large', 415: 'The body is not JSON' } as const
const conflict = 'It can not be done as things stand'

/** What consoles ask of the registrar. */
export function registrarRoutes({ callerOf, registrar }: { readonly callerOf: (token: string) => Caller | null; readonly registrar: Registrar }) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.decorateRequest('caller', '')
    scope.addHook('onRequest', requireToken(callerOf))
    authorityRoutes(scope, registrar)
    planRoutes(scope, registrar)
    proposalRoutes(scope, registrar)
  }
}

function authorityRoutes(scope: FastifyInstance, registrar: Registrar): void {
  const tags = ['Authorities']
  scope.get('/authorities', { config, schema: { tags, security, operationId: 'listAuthorities', summary: 'What the ledger, or the list, says of every authority', response: { 200: shownAuthorities, ...refused() } } }, async (_, reply) =>
    noStore(reply).send(await registrar.authorities()),
  )
  scope.get<{ Params: { authority: string } }>(
    '/authorities/:authority',
    { config, schema: { tags, security, operationId: 'showAuthority', summary: 'What the ledger, or the list, says of an authority', params: authorityParameters, response: { 200: shownAuthority, ...refused({ 404: 'There is no such authority' }) } } },
    async (request, reply) => noStore(reply).send(await registrar.authority(request.params.authority)),
  )
}

function planRoutes(scope: FastifyInstance, registrar: Registrar): void {
  const tags = ['Plans']
  const reasons = { 400: 'The command is malformed', 403: 'The token is of another authority', 404: 'There is no such authority or key', 409: conflict, ...bodies }
  scope.post<{ Body: CommandBody }>(
    '/plans',
    { config, schema: { tags, security, operationId: 'makePlan', summary: 'See what a command would write; nothing is written', consumes: ['application/json'], body: command, response: { 200: plan, ...refused(reasons) } } },
    async (request, reply) => noStore(reply).send(await registrar.plan(request.caller, request.body)),
  )
  const summary = 'Write what a plan showed, or propose it to the consortium. Cut off, it is asked for again by a new plan, which goes on where it stopped'
  scope.post<{ Body: WriteBody }>(
    '/writes',
    { config, schema: { tags, security, operationId: 'carryOutPlan', summary, consumes: ['application/json'], body: writeBody, response: { 200: written, ...refused({ ...reasons, 409: 'The ledger, or the list, has moved on since the plan was shown: ask for it again' }) } } },
    async (request, reply) => {
      const { plan: shown, command: asked, sign_as: as = null } = request.body
      return noStore(reply).send(await registrar.write(request.caller, { plan: shown, command: asked, as }))
    },
  )
}

function proposalRoutes(scope: FastifyInstance, registrar: Registrar): void {
  const tags = ['Proposals']
  const missing = { 400: 'The number or the body is malformed', 404: 'There is no such proposal' } as const
  scope.get('/proposals', { config, schema: { tags, security, operationId: 'listProposals', summary: 'What the consortium has been asked', response: { 200: proposals, ...refused() } } }, async (_, reply) => noStore(reply).send(await registrar.proposals()))
  scope.get<{ Params: { number: string } }>(
    '/proposals/:number',
    { config, schema: { tags, security, operationId: 'showProposal', summary: 'One of them', params: numberParameters, response: { 200: proposal, ...refused(missing) } } },
    async (request, reply) => noStore(reply).send(await registrar.proposal(Number(request.params.number))),
  )
  scope.post<{ Params: { number: string }; Body: { as: string; hash?: string } }>(
    '/proposals/:number/signatures',
    { config, schema: { tags, security, operationId: 'signProposal', summary: 'Sign for an authority of this place', consumes: ['application/json'], params: numberParameters, body: signatureBody, response: { 200: proposal, ...refused({ ...missing, 403: 'The token is of another authority', 409: 'It is another proposal than the one that was shown, or one that can not be told', ...bodies }) } } },
    async (request, reply) => noStore(reply).send(await registrar.sign(request.caller, Number(request.params.number), { as: request.body.as, hash: request.body.hash ?? null })),
  )
  scope.post<{ Params: { number: string } }>(
    '/proposals/:number/execution',
    { config, schema: { tags, security, operationId: 'executeProposal', summary: 'Carry out what enough authorities signed', consumes: ['application/json'], params: numberParameters, response: { 200: proposal, ...refused({ ...missing, 409: 'Too few signed it, or it is not its turn' }) } } },
    async (request, reply) => noStore(reply).send(await registrar.execute(request.caller, Number(request.params.number))),
  )
}

const requireToken =
  (callerOf: (token: string) => Caller | null) =>
  (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    const token = bearerToken(request)
    const caller = token === null ? null : callerOf(token)
    if (caller === null) {
      void reply.header('www-authenticate', 'Bearer')
      return done(new Refusal(token === null ? 'token_missing' : 'token_invalid', { words: 'The token of an authority or of the operator is needed.' }))
    }
    request.caller = caller
    done()
  }
