import { generateKeyPairSync } from 'node:crypto'
import { cryptoRandom } from '@counterfoil/service-kit/system/crypto-random'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { liveForms } from '@counterfoil/verifier/adapters/live-forms'
import { prepareForm } from '@counterfoil/verifier/adapters/prepare-form'
import { resultSealer } from '@counterfoil/verifier/adapters/result-sealer'
import { createResponseKeys } from '@counterfoil/verifier/adapters/response-keys'
import type { Asker, OpenPresentation, PreparedForm } from '@counterfoil/verifier/ports'
import { openPresentation } from '@counterfoil/verifier/use-cases/start-presentation'
import { describe, expect, it } from 'vitest'
import { published } from '../../support/form-publications.ts'
import { prepared } from '../support/prepared.ts'

const asForm = (version: number): PreparedForm => prepareForm(published({ version }).profile, 'aldermoor', prepared, [])
const sign = (): string => ''
const asker: Asker = { did: 'did:web:a.example', signStatement: sign, signErasureReceipt: sign, as: () => ({ clientId: () => 'decentralized_identifier:did:web:a.example', signRequestObject: sign }) }
const formKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as P256PublicJwk

describe('a presentation', () => {
  it('asks by the version that was found to be accredited, though another is published meanwhile', async () => {
    const forms = liveForms({ find: () => null, all: () => [] })
    const [judged, next] = [asForm(2), asForm(3)]
    forms.publish('aldermoor', { forms: [judged], withdrawn: [] })
    const begun: OpenPresentation[] = []
    const opened = await openPresentation(
      {
        clock: fixedClock(0),
        random: cryptoRandom,
        forms,
        askers: { find: () => asker, keys: () => [] },
        presentations: { begin: async (presentation) => begun.push(presentation) > 0 },
        responseKeys: createResponseKeys(new Uint8Array(32)),
        sealer: resultSealer,
        mustBeAccredited: async () => forms.publish('aldermoor', { forms: [next], withdrawn: [] }),
        letterOf: () => 'A',
      },
      { verifierUrl: 'https://verifier.example', walletUrl: 'https://wallet.example', returnOrigins: ['https://council.example'] },
    )('aldermoor', { form: judged.profile.id, flow: 'same_device', formKey, origin: 'https://council.example' })
    expect(opened.asked.form).toBe(judged)
    expect(begun.map(({ profileDigest }) => profileDigest)).toEqual([judged.profileDigest])
    expect(forms.find('aldermoor', judged.profile.id)).toBe(next)
  })
})
