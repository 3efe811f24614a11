import { describe, expect, it } from 'vitest'
import type { PrefillResult } from '@counterfoil/form-server/prefill-result'
import { keepPresentation } from '@counterfoil/form-server/prefill-visit'
import { createFormServer } from '@counterfoil/form-server/form-server'
import { Memory } from '@counterfoil/openid-provider/adapters/memory'
import { protocolMemory } from '@counterfoil/openid-provider/adapters/protocol-memory'
import { answersIn, signInsIn, subjectsIn } from '@counterfoil/openid-provider/adapters/sign-ins'
import type { AskedForm } from '@counterfoil/openid-provider/domain/asked-form'
import type { IdentityClaims } from '@counterfoil/openid-provider/domain/identity-claims'
import type { RelyingParty } from '@counterfoil/openid-provider/domain/relying-party'
import type { SignIn } from '@counterfoil/openid-provider/ports'
import { signInByWallet } from '@counterfoil/openid-provider/use-cases/sign-in-by-wallet'
import { FormServerError } from '@counterfoil/form-server/form-server-error'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { sealTo, source, started, stubVerifier } from '../form-server/verifier-stub.ts'

const time = { now: 1000 }
const clock = { now: () => epochSeconds(time.now) }
const party: RelyingParty = { clientId: 'badges', name: { en: 'B', cy: 'B' }, authority: 'aldermoor', form: 'badge', website: 'https://badges.example/', redirectUris: ['https://badges.example/in'], authentication: { method: 'client_secret_basic', secretSha256: '' }, apiKey: 'k' }
const presentation = { form: 'badge', flow: 'same_device', transactionId: 't' } as Parameters<typeof keepPresentation>[1]

describe('what is remembered of sign-ins', () => {
  it('when there is no room is the newest, and all that somebody came back to', () => {
    const memory = new Memory<number>(clock, 2)
    memory.set('visited', 1, 60)
    memory.get('visited')
    for (let others = 0; others < 10; others += 1) memory.set(`other ${others}`, others, 60)
    expect([memory.get('visited'), memory.get('other 8'), memory.get('other 9')]).toEqual([1, undefined, 9])
    expect(() => memory.set('one more', 2, 60)).toThrow(expect.objectContaining({ code: 'temporarily_unavailable' }))
    expect([memory.get('visited'), memory.get('other 9')]).toEqual([1, 9])
    memory.set('visited', 3, 60)
    expect(memory.get('visited')).toBe(3)
  })

  it('gives its room away when its time is over', () => {
    const memory = new Memory<number>(clock, 1)
    memory.set('one', 1, 60)
    memory.get('one')
    time.now += 61
    memory.set('two', 2, 60)
    expect(memory.get('two')).toBe(2)
  })

  it('is told to relying parties, where there is no room, as temporarily_unavailable', async () => {
    const adapter = protocolMemory(clock, 1).adapter('Interaction')
    await adapter.upsert('one', {}, 60)
    await adapter.find('one')
    await expect(adapter.upsert('two', {}, 60)).rejects.toMatchObject({ error: 'temporarily_unavailable' })
  })

  it('are three of one browser: the oldest goes', () => {
    const signIns = signInsIn(new Memory<SignIn>(clock, 100))
    for (const uid of ['1', '2', '3', '4']) for (const browser of ['a', 'b']) keepPresentation(signIns.begin({ uid: uid + browser, party, browser, language: 'en' }), presentation)
    expect(signIns.waiting('a', '/aldermoor/badge').map(({ uid }) => uid)).toEqual(['4a', '3a', '2a'])
    expect(signIns.find('1b')).toBeNull()
  })
})

describe('a sign-in by wallet', () => {
  const at = { providerUrl: 'http://localhost:1', trustFramework: 'here' }
  const asked: AskedForm = { title: { en: '', cy: '' }, purpose: { en: '', cy: '' }, isForOtherDevices: false, isBoundToHolder: true, claims: [] }
  const begin = () => signInsIn(new Memory<SignIn>(clock, 10)).begin({ uid: 'u', party, browser: 'a', language: 'en' })
  const toldIn = () => ({ answers: answersIn(new Memory<PrefillResult>(clock, 10)), subjects: subjectsIn(new Memory<IdentityClaims>(clock, 10), cryptoRandom) })

  it('asks no wallet for what anybody may present who has a copy', async () => {
    const verifier = stubVerifier({ 'POST /aldermoor/presentations': { body: started } })
    const byWallet = signInByWallet({ ...toldIn(), describeForm: async () => ({ ...asked, isBoundToHolder: false }), formServerOf: () => createFormServer({ verifierUrl: 'http://localhost:2/aldermoor', apiKey: 'k', fetch: verifier.fetch }) }, at)
    await expect(byWallet.start(begin(), 'same_device')).rejects.toMatchObject({ refusal: 'unknown_form' })
    expect(verifier.requests).toEqual([])
  })

  it('tells an answer when the verifier is there again, though it gives it once', async () => {
    const sealed = async () => ({ body: { result: await sealTo((verifier.requests[0]?.body as { form_key: unknown } | undefined)?.form_key, { form: 'badge', fields: { first: 'Ada' }, source }) } })
    const given = { times: 0 }
    const verifier = stubVerifier({
      'POST /aldermoor/presentations': { body: started },
      'POST /aldermoor/presentations/transaction-1/result': async () => ((given.times += 1) === 1 ? sealed() : { status: 410, body: { code: 'already_collected' } }),
    })
    const { answers, subjects } = toldIn()
    const register = { isUp: true }
    const byWallet = signInByWallet(
      {
        answers,
        subjects,
        describeForm: async () => {
          if (!register.isUp) throw new FormServerError('verifier_unreachable')
          return asked
        },
        formServerOf: () => formServer,
      },
      at,
    )
    const formServer = createFormServer({ verifierUrl: 'http://localhost:2/aldermoor', apiKey: 'k', fetch: verifier.fetch })
    const signIn = begin()
    await byWallet.start(signIn, 'same_device')
    register.isUp = false
    await expect(byWallet.takeReturn(signIn, 'code')).rejects.toMatchObject({ code: 'verifier_unreachable' })
    register.isUp = true
    expect(await byWallet.takeReturn(signIn, null)).toBe(true)
    expect(subjects.find(signIn.subject ?? '')).toMatchObject({ counterfoil_fields: { first: 'Ada' } })
    expect([given.times, answers.find('u')]).toEqual([1, null])
  })
})
