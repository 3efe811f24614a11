import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseRequestLink } from '@counterfoil/shared/oid4vp/request-link'
import { partsTaken, type ChosenWays } from '@counterfoil/wallet/domain/asked-sets'
import type { ConsentRequest } from '@counterfoil/wallet/domain/consent'
import type { Wallet } from '@counterfoil/wallet/assemble'
import { uniformGrant } from '../support/uniform-grant.ts'
import { collectAndKeep, openRealWallet } from '../wallet/support/real-wallet.ts'
import { startBothServices, type BothServices } from './support/both-services.ts'

// A form that takes a lower Council Tax or free school meals, for each of up to three children: the real issuer, the real wallet and the real verifier, over HTTP.

const year = new Date().getFullYear()
const ada = { given_name: 'Ada', family_name: 'Sampleby', birth_date: '1970-01-01', address_line_1: '9 Unfindable-Row-77d1', post_town: 'Aldermoor', postcode: 'ZZ1 1AA', uprn: '990000000003', resident_since: '2001-04-01' }
const reduction = { ...ada, council_tax_reduction_percent: '50', council_tax_reduction_begins_on: `${year - 1}-04-01`, council_tax_reduction_ends_on: `${year + 1}-03-31` }
const meals = (child: string, parent = 'Ada') => ({ ...ada, given_name: parent, school_meals_child_given_name: child, school_meals_child_family_name: 'Sampleby', school_meals_child_birth_date: `${year - 9}-03-04`, school_meals_school: 'Heron Primary', school_meals_from: `${year - 1}-09-01`, school_meals_until: `${year + 1}-07-31` })

/** Nothing but rows: the parents' names are asked for to be compared, and fill nothing. */
const mealsAlone = {
  ...uniformGrant,
  id: 'school-meals',
  credential: uniformGrant.further[0]?.credential,
  claims: uniformGrant.further[0]?.claims,
  further: undefined,
  choices: undefined,
  fields: uniformGrant.fields.filter(({ name }) => name.includes('{n}')),
}

let both: BothServices
beforeAll(async () => {
  const formsDir = (folder: string): string => {
    const to = join(folder, 'forms')
    mkdirSync(to)
    writeFileSync(join(to, 'school-uniform-grant.json'), JSON.stringify(uniformGrant))
    writeFileSync(join(to, 'school-meals.json'), JSON.stringify(mealsAlone))
    return to
  }
  both = await startBothServices({ formsDir, secret: [{ name: 'address_line_1', value: ada.address_line_1 }, { name: 'uprn', value: ada.uprn }] })
})
afterAll(() => both?.close())

type Collected = readonly [type: string, record: Readonly<Record<string, string>>]

async function walletWith(...collected: readonly Collected[]): Promise<Wallet> {
  const wallet = await openRealWallet(both.founded.network)
  for (const [type, record] of collected) {
    const { offer, txCode } = await both.offer(record, type)
    await collectAndKeep(wallet, { ...offer, credential_configuration_ids: [`${type}-sd-jwt`] }, txCode)
  }
  return wallet
}

const ask = async (wallet: Wallet, form = 'school-uniform-grant') => {
  const started = await both.server.start({ form, flow: 'cross_device' })
  const link = started.openid4vpLink ?? expect.fail()
  return { started, consent: await wallet.readRequest(parseRequestLink(link.slice(link.indexOf('?')))) }
}

/** Shares by these ways, each part with everything that fits where several may be shown. */
async function share(wallet: Wallet, consent: ConsentRequest, ways?: ChosenWays): Promise<string> {
  const agreed = partsTaken(consent, ways).flatMap(({ queryId, mayBeSeveral, fitting }) => fitting.slice(0, mayBeSeveral ? fitting.length : 1).map(({ credential, required }) => ({ queryId, credential, facts: required })))
  const told = (await wallet.answerRequest(consent, agreed)) as { number?: string }
  return told.number ?? expect.fail()
}

describe('a form that takes one thing or another', () => {
  it('is filled by the way that the council prefers, unless the citizen takes the other; and the form is told which', async () => {
    const wallet = await walletWith(['council-tax-reduction', reduction], ['free-school-meals', meals('Lowri')])
    const first = await ask(wallet)
    expect(first.consent.sets.map(({ isNeeded, options }) => [isNeeded, options])).toEqual([[true, [['reduction'], ['meals']]]])
    const preferred = await both.server.collect(first.started, await share(wallet, first.consent))
    expect(preferred).toMatchObject({ fields: { first_name: 'Ada', last_name: 'Sampleby', entitled_until: reduction.council_tax_reduction_ends_on }, chosen: [['reduction']], leftOut: [] })
    expect(preferred.sources.map(({ credential, fields }) => [credential, fields.length])).toEqual([['reduction', 3]])

    const second = await ask(wallet)
    const [set] = second.consent.sets
    const other = await both.server.collect(second.started, await share(wallet, second.consent, new Map(set === undefined ? [] : [[set, ['meals']]])))
    expect(other).toMatchObject({ fields: { first_name: 'Ada', child_1_first_name: 'Lowri', child_1_until: `${year + 1}-07-31` }, chosen: [['meals']] })
    expect(other.fields).not.toHaveProperty('entitled_until')
    expect((await both.server.checkForm(other.receipt ?? '', { ...other.fields, child_1_first_name: 'Lowry' }, 'school-uniform-grant')).fields).toMatchObject({ first_name: 'verified', child_1_first_name: 'changed' })
  })

  it('has a row for each of several, as many as it has rows for; of more it tells that they were shown', async () => {
    const children = ['Lowri', 'Elin', 'Bryn']
    const wallet = await walletWith(...children.map((child): Collected => ['free-school-meals', meals(child)]))
    const { started, consent } = await ask(wallet)
    expect(consent.asked.map(({ queryId, mayBeSeveral, fitting }) => [queryId, mayBeSeveral, fitting.length])).toEqual([['meals', true, 3]])
    const result = await both.server.collect(started, await share(wallet, consent))
    expect(new Set([1, 2, 3].map((row) => result.fields[`child_${row}_first_name`]))).toEqual(new Set(children))
    expect(result).toMatchObject({ fields: { first_name: 'Ada' }, chosen: [['meals']], leftOut: [] })
    expect(result.sources.map(({ credential }) => credential)).toEqual(['meals', 'meals', 'meals'])

    const { offer, txCode } = await both.offer(meals('Carys'), 'free-school-meals')
    await collectAndKeep(wallet, { ...offer, credential_configuration_ids: ['free-school-meals-sd-jwt'] }, txCode)
    const more = await ask(wallet)
    const four = await both.server.collect(more.started, await share(wallet, more.consent))
    expect(Object.keys(four.fields).filter((name) => name.endsWith('_first_name'))).toEqual(['child_1_first_name', 'child_2_first_name', 'child_3_first_name'])
    expect(four.leftOut).toMatchObject([{ credential: 'meals' }])
  })

  it.each(['school-uniform-grant', 'school-meals'])('is refused for good by two of different parents, also where it takes nothing else: %s', async (form) => {
    const wallet = await walletWith(['free-school-meals', meals('Lowri')], ['free-school-meals', meals('Elin', 'Bryn')])
    const { started, consent } = await ask(wallet, form)
    await share(wallet, consent).catch(() => undefined)
    expect(await both.server.status(started)).toMatchObject({ status: 'refused', refusal: 'subject_mismatch' })
  })

  it('is in the Purpose Register with its ways', async () => {
    const register = (await (await fetch(`${both.founded.places.urls.verifier}/purpose-register.json?authority=aldermoor&form=school-uniform-grant`)).json()) as { forms: { choices: unknown; further_credentials: unknown }[] }
    expect(register.forms).toMatchObject([{ choices: [{ need: 'required', options: [[expect.stringContaining('council-tax-reduction')], [expect.stringContaining('free-school-meals')]] }], further_credentials: [{ need: 'choice', most: 3 }] }])
    expect((register.forms[0] as unknown as { claims: { id: string; vct: string }[] }).claims.find(({ id }) => id === 'child_given')?.vct).toContain('free-school-meals')
    const page = await (await fetch(`${both.founded.places.urls.verifier}/purpose-register?lang=en`)).text()
    expect(page).toContain('Council Tax Reduction; or else Free school meals')
    expect(page).toContain('Free school meals (up to 3 at once)')
  })

  it('can’t be answered by who has neither', async () => {
    await expect(ask(await walletWith())).rejects.toMatchObject({ code: 'nothing_matches' })
  })
})
