import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Transaction } from '@counterfoil/form-server/transaction'
import { parseRequestLink } from '@counterfoil/shared/oid4vp/request-link'
import { partsTaken } from '@counterfoil/wallet/domain/asked-sets'
import type { Wallet } from '@counterfoil/wallet/assemble'
import { makeKeyPair } from '../issuer/issuer-scene.ts'
import { root } from '../support/source-files.ts'
import { collectAndKeep, openRealWallet } from '../wallet/support/real-wallet.ts'
import { signedBy, startBothServices, type BothServices } from './support/both-services.ts'
import { askedPaths, encryptAnswer, fetchRequest, post, select, sha256 } from './support/holder.ts'
import { permitFields, secretFields } from './support/permit-forms.ts'

// A form has something agreed to by the SDK; the real wallet shows it and binds it, the real verifier checks that, and the form is told. Over HTTP.

const form = 'permit-with-declaration'
const transactions: readonly Transaction[] = [
  { type: 'urn:counterfoil:transaction:declaration:1', statement: { en: 'I live at this address', cy: 'Rwy’n byw yn y cyfeiriad hwn' } },
  { type: 'urn:counterfoil:transaction:payment:1', payee: { en: 'Aldermoor Council', cy: 'Aldermoor Council' }, amount: '12.50', currency: 'GBP', reference: 'Permit 7' },
]

let both: BothServices
let wallet: Wallet
beforeAll(async () => {
  const formsDir = (folder: string): string => {
    const to = join(folder, 'forms')
    mkdirSync(to)
    const permit = JSON.parse(readFileSync(join(root, 'packages/shared/forms/resident-parking-permit.json'), 'utf8')) as { crossDevice: object }
    writeFileSync(join(to, `${form}.json`), JSON.stringify({ ...permit, id: form, transactionTypes: transactions.map(({ type }) => type), crossDevice: { ...permit.crossDevice, allowed: true } }))
    writeFileSync(join(to, 'permit-alone.json'), JSON.stringify({ ...permit, id: 'permit-alone', crossDevice: { ...permit.crossDevice, allowed: true } }))
    return to
  }
  both = await startBothServices({ formsDir, secret: secretFields })
  wallet = await openRealWallet(both.founded.network)
  const { offer, txCode } = await both.offer(permitFields)
  await collectAndKeep(wallet, { ...offer, credential_configuration_ids: ['residency-sd-jwt'] }, txCode)
})
afterAll(() => both?.close())

const collectBy = async (asked: readonly Transaction[] | undefined) => {
  const started = await both.server.start({ form, flow: 'cross_device', transactions: asked })
  const link = started.openid4vpLink ?? expect.fail()
  const consent = await wallet.readRequest(parseRequestLink(link.slice(link.indexOf('?'))))
  const told = (await wallet.answerRequest(consent, partsTaken(consent).map(({ queryId, fitting: [{ credential, required }] }) => ({ queryId, credential, facts: required })))) as { number?: string }
  return { consent, result: await both.server.collect(started, told.number) }
}

describe('what a form has agreed to', () => {
  it('is shown by the wallet, bound by its holder’s key, and told to the form with the facts', async () => {
    const { consent, result } = await collectBy(transactions)
    expect(consent.transactions.map(({ inWords }) => inWords.is)).toEqual(['declaration', 'payment'])
    expect(result.authorised).toEqual(transactions)
    expect(result.fields).toMatchObject({ first_name: permitFields.given_name })
  })

  it('is nothing where nothing was asked for', async () => {
    expect((await collectBy(undefined)).result.authorised).toEqual([])
  })

  it('is of a type that the form is registered for, or nobody is asked', async () => {
    await expect(both.server.start({ form: 'permit-alone', flow: 'cross_device', transactions })).rejects.toMatchObject({ code: 'refused', refusal: 'invalid_request' })
    await expect(both.form.start({ form, transaction_data: [{ type: 'transfer' }] })).rejects.toThrow('400')
    await expect(both.form.start({ form, transaction_data: [transactions[0], transactions[0]] })).rejects.toThrow('400')
  })

  it.each<[string, (encoded: readonly string[]) => object]>([
    ['of nothing', () => ({})],
    ['of one of two', ([one = '']) => ({ transaction_data_hashes: [sha256(one)] })],
    ['of another', ([one = '']) => ({ transaction_data_hashes: [sha256(one), sha256('another')] })],
    ['by another hash', (all) => ({ transaction_data_hashes: all.map(sha256), transaction_data_hashes_alg: 'sha-512' })],
    ['of one twice', ([one = '']) => ({ transaction_data_hashes: [sha256(one), sha256(one)] })],
    ['that is no list', ([one = '']) => ({ transaction_data_hashes: sha256(one) })],
  ])('is refused when the key is bound to hashes %s, and can still be answered', async (_what, members) => {
    const started = await both.form.start({ form, transaction_data: transactions })
    const request = await fetchRequest(started)
    const key = makeKeyPair()
    const selection = select(await both.collect('residency-sd-jwt', key, permitFields), askedPaths(request))
    const bound = signedBy({ typ: 'kb+jwt' }, { iat: Math.floor(Date.now() / 1000), aud: request.client_id, nonce: request.nonce, sd_hash: sha256(selection), ...members(request['transaction_data'] as unknown as string[]) }, key)
    expect((await post(request, { response: encryptAnswer(request, { residency: [`${selection}${bound}`] }) })).status).toBe(400)
    expect(await both.form.status(started)).toMatchObject({ status: 'fetched', hint: 'holder_binding_mismatch' })
  })
})
