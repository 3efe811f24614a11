import { describe, expect, it } from 'vitest'
import { formRegister } from '@counterfoil/openid-provider/adapters/form-register'
import { createLogger } from '@counterfoil/service-kit/system/logger'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { stubVerifier } from '../form-server/verifier-stub.ts'

const both = { en: 'a', cy: 'b' }
const described = (credential: object, ...further: object[]) => ({ forms: [{ title: both, purpose: both, claims: [], credential, further_credentials: further, cross_device: { allowed: false } }] })

describe('what a form asks', () => {
  it.each<[what: string, said: object, isBound: boolean]>([
    ['is bound', described({ bound_to_holder: true }), true],
    ['is bound each', described({ bound_to_holder: true }, { bound_to_holder: true }), true],
    ['needs no proof of whose it is', described({ bound_to_holder: false }), false],
    ['needs none beside one that is bound', described({ bound_to_holder: true }, { bound_to_holder: false }), false],
    ['is of a verifier that doesn’t say', described({}), false],
  ])('by a credential that %s is told so, and to the operator', async (_what, body, isBound) => {
    const log: string[] = []
    const describeForm = formRegister('http://localhost:1', systemClock, stubVerifier({ 'GET /purpose-register.json': { body } }).fetch, createLogger('openid-provider', { write: (line) => void log.push(line) }))
    expect((await describeForm('aldermoor', 'badge'))?.isBoundToHolder).toBe(isBound)
    expect(log.some((line) => line.includes('by who has a copy'))).toBe(!isBound)
  })
})
