import { languageOf } from '@counterfoil/ui/words'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { PurposeRegister } from '../domain/purpose-register.ts'
import { purposeRegisterPage, recordOfProcessing, registerAddresses } from '../pages/purpose-register-page.ts'
import { publicRefusals, purposeRegister, whichForms } from './schemas.ts'

const tags = ['Anybody']
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** The Purpose Register: as a page, as JSON, and as rows for records of processing. Public and cacheable; it says what forms ask, never what anybody answered. */
export function registerRoutes(readRegister: () => PurposeRegister) {
  return async (scope: FastifyInstance): Promise<void> => {
    scope.get(registerAddresses.json, { schema: { tags, operationId: 'purposeRegister', summary: 'What every form asks for, why, under which law and for how long', querystring: whichForms, response: { 200: purposeRegister, ...publicRefusals({}) } } }, async (request, reply) => {
      const register = readRegister()
      const { authority, form } = request.query as { readonly authority?: string; readonly form?: string }
      const forms = register.forms.filter((one) => (authority ?? one.authority.id) === one.authority.id && (form ?? one.form) === one.form)
      return briefly(reply, register).header('access-control-allow-origin', '*').send({ ...register, forms })
    })

    scope.get(registerAddresses.page, { schema: { hide: true } }, async (request, reply) => {
      const register = readRegister()
      return briefly(reply, register).header('content-security-policy', policy).type('text/html; charset=utf-8').send(purposeRegisterPage(register, langOf(request)))
    })

    scope.get(registerAddresses.csv, { schema: { hide: true } }, async (request, reply) => {
      const register = readRegister()
      return briefly(reply, register)
        .header('content-disposition', 'attachment; filename="record-of-processing.csv"')
        .type('text/csv; charset=utf-8')
        .send(`\ufeff${recordOfProcessing(register, langOf(request))}`)
    })
  }
}

const langOf = (request: FastifyRequest): 'en' | 'cy' => languageOf((request.query as { readonly lang?: unknown }).lang)
const briefly = (reply: FastifyReply, { version }: PurposeRegister): FastifyReply => reply.header('cache-control', 'public, max-age=300').header('register-version', version)
