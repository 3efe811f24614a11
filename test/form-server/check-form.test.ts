import { generateKeyPairSync } from 'node:crypto'
import { assert, asyncProperty, dictionary, string } from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { checkAgain, checkForm } from '@counterfoil/form-server/check-form'
import { createFormServer } from '@counterfoil/form-server/form-server'
import { FormServerError } from '@counterfoil/form-server/form-server-error'
import { receiptLifetime } from '@counterfoil/verifier/domain/prefill-receipt'
import { declinedRecord } from '@counterfoil/verifier/domain/check-record'
import { receiptFor, stubVerifier, verifierKeys } from './verifier-stub.ts'

const form = 'blue-badge-renewal'
const { keys } = verifierKeys
const fields = { first_name: 'Siân', uprn: '100012345678', postcode: 'AL1 2BC' }
const now = (): number => Math.floor(Date.now() / 1000)

describe('a submitted form', () => {
  it('is told field by field: verified, changed by the applicant, not provided', async () => {
    const submitted = { first_name: 'Siân', uprn: '100012345679', postcode: '', badge_number: 'AB12CD' }
    const checked = await checkForm(receiptFor(form, fields), submitted, { form, keys })
    expect({ ...checked.fields }).toEqual({ first_name: 'verified', uprn: 'changed', postcode: 'changed', badge_number: 'not_provided' })
    expect(checked).toMatchObject({ checkId: 'transaction-1', isSandbox: false, checkedAt: expect.stringMatching(/^\d{4}-/) })
  })

  it('is judged by the fields that it has, and by no other', async () => {
    expect({ ...(await checkForm(receiptFor(form, fields), { uprn: fields.uprn }, { form, keys })).fields }).toEqual({ uprn: 'verified' })
  })

  it.each<[string, string, Record<string, string>, string]>([
    ['ticked, as the credential said', 'true', { alone: 'on' }, 'verified'],
    ['not ticked, where the credential said yes', 'true', {}, 'changed'],
    ['not ticked, as the credential said', 'false', {}, 'verified'],
    ['ticked, where the credential said no', 'false', { alone: 'yes' }, 'changed'],
  ])('has a checkbox that is %s', async (_, said, submitted, expected) => {
    const { fields: told } = await checkForm(receiptFor(form, { ...fields, alone: said }), submitted, { form, keys, checkboxes: ['alone'] })
    expect({ ...told }).toEqual({ alone: expected })
  })

  it.each<[string, unknown]>([
    ['what a hidden field beside it sends for it', '0'],
    ['nothing', ''],
    ['blanks', ' '],
    ['false', 'false'],
    ['no', 'No'],
    ['off', 'off'],
    ['what a server makes of its absence: undefined', undefined],
    ['what a server makes of its absence: null', null],
    ['what a server makes of its absence: false', false],
    ['what a server makes of its absence: 0', 0],
  ])('has a checkbox that is not ticked where the form has of it %s', async (_, value) => {
    const submitted = { alone: value } as Record<string, string>
    const told = async (said: string): Promise<unknown> => (await checkForm(receiptFor(form, { ...fields, alone: said }), submitted, { form, keys, checkboxes: ['alone'] })).fields['alone']
    expect([await told('true'), await told('false')]).toEqual(['changed', 'verified'])
  })

  it.each<[string, unknown]>([
    ['a hidden field beside it sends a no, too', ['0', '1']],
    ['it sends a word of its own', 'shared'],
    ['a server makes true of it', true],
  ])('has a checkbox that is ticked where %s', async (_, value) => {
    const { fields: told } = await checkForm(receiptFor(form, { ...fields, alone: 'true' }), { alone: value } as Record<string, string>, { form, keys, checkboxes: ['alone'] })
    expect(told['alone']).toBe('verified')
  })

  it('has a checkbox of which the credential said nothing, whatever its name', async () => {
    const { fields: told } = await checkForm(receiptFor(form, fields), {}, { form, keys, checkboxes: ['toString', '__proto__'] })
    expect(Object.entries(told)).toEqual([['toString', 'not_provided'], ['__proto__', 'not_provided']])
  })

  it('can name a field as it likes without becoming one', async () => {
    const { fields: told } = await checkForm(receiptFor(form, fields), JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>, { form, keys })
    expect(Object.getPrototypeOf(told)).toBeNull()
    expect(Object.entries(told)).toEqual([['__proto__', 'not_provided'], ['constructor', 'not_provided']])
  })

  it('whatever it holds, is verified exactly where it is as the credential said', async () => {
    await assert(
      asyncProperty(dictionary(string().map((text) => `f${text.replaceAll(/[^a-z0-9_]/g, '')}`), string(), { maxKeys: 6 }), string(), async (said, other) => {
        const submitted = Object.fromEntries(Object.entries(said).map(([name, value], place) => [name, place % 2 === 0 ? value : other]))
        const { fields: told } = await checkForm(receiptFor(form, said), submitted, { form, keys })
        for (const [name, value] of Object.entries(submitted)) expect(told[name]).toBe(value === said[name] ? 'verified' : 'changed')
      }),
      { numRuns: 50 },
    )
  })
})

describe('a receipt', () => {
  it('holds no value', () => {
    const parts = receiptFor(form, fields).split(/[.~]/).map((part) => Buffer.from(part, 'base64url').toString())
    for (const value of Object.values(fields)) expect(parts.join('\n')).not.toContain(value)
  })

  const good = receiptFor(form, fields)
  const [statement = '', salts = ''] = good.split('~')
  const [header = '', payload = '', signature = ''] = statement.split('.')
  const alter = (part: string, change: (members: Record<string, unknown>) => void): string => {
    const members = JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
    change(members)
    return Buffer.from(JSON.stringify(members)).toString('base64url')
  }
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  it.each<[string, string]>([
    ['that was altered', `${header}.${alter(payload, (members) => (members['fields'] = { first_name: 'A'.repeat(43) }))}.${signature}~${salts}`],
    ['of another form', receiptFor('resident-parking-permit', fields)],
    ['of a presentation that was refused', receiptFor(form, fields, { stated: { record: declinedRecord } })],
    ['that has expired', receiptFor(form, fields, { stated: { at: (now() - receiptLifetime) as never } })],
    ['of the future', receiptFor(form, fields, { stated: { at: (now() + 3600) as never } })],
    ['without fields', receiptFor(form, fields, { stated: { fields: null } })],
    ['signed by somebody else', receiptFor(form, fields, { key: stranger })],
    ['of a key that is not the verifier’s', receiptFor(form, fields, { header: { kid: 'did:ethr:0x7a69:0x9#request' } })],
    ['that is a Request Object', receiptFor(form, fields, { header: { typ: 'oauth-authz-req+jwt' } })],
    ['without a signature', `${alter(header, (members) => (members['alg'] = 'none'))}.${payload}.~${salts}`],
    ['signed with its public key', `${alter(header, (members) => (members['alg'] = 'HS256'))}.${payload}.${signature}~${salts}`],
    ['without salts', statement],
    ['with salts twice', `${good}~${salts}`],
    ['with salts that are a list', `${statement}~${Buffer.from('[]').toString('base64url')}`],
    ['with a salt of an object', `${statement}~${alter(salts, (members) => (members['uprn'] = {}))}`],
    ['with a field named __proto__', `${statement}~${Buffer.from('{"__proto__":"AAAAAAAAAAAAAAAAAAAAAA"}').toString('base64url')}`],
    ['of a megabyte', `${statement}~${'A'.repeat(1_000_000)}`],
    ['that is nothing', ''],
  ])('%s tells nothing of any field (EMB-24)', async (_what, receipt) => {
    await expect(checkForm(receipt, fields, { form, keys })).rejects.toMatchObject({ code: 'receipt_invalid' })
  })

  it('with salts of its maker’s choice makes no other value verified', async () => {
    const forged = `${statement}~${alter(salts, (members) => (members['uprn'] = 'AAAAAAAAAAAAAAAAAAAAAA'))}`
    expect({ ...(await checkForm(forged, { uprn: '1', first_name: 'Siân' }, { form, keys })).fields }).toEqual({ uprn: 'changed', first_name: 'verified' })
  })
})

describe('a citizen who presents again', () => {
  it('is told to show the same facts, of the same credential, without any having been kept', async () => {
    const [earlier, later] = [receiptFor(form, fields), receiptFor(form, { ...fields, postcode: 'AL9 9ZZ' })]
    const again = await checkAgain(earlier, { receipt: later, fields: { ...fields, postcode: 'AL9 9ZZ' } }, { form, keys })
    expect({ ...again, fields: { ...again.fields } }).toEqual({ isSameCredential: true, isSameIssuer: true, fields: { first_name: 'verified', uprn: 'verified', postcode: 'changed' } })
  })

  it('can’t bring fields that their own receipt doesn’t vouch for', async () => {
    await expect(checkAgain(receiptFor(form, fields), { receipt: receiptFor(form, { uprn: '1' }), fields }, { form, keys })).rejects.toBeInstanceOf(FormServerError)
    await expect(checkAgain(receiptFor(form, fields), { receipt: null, fields }, { form, keys })).rejects.toMatchObject({ code: 'receipt_invalid' })
  })
})

describe('the form server', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('fetches the verifier’s keys once, and not for every name that a browser makes up', async () => {
    const stub = stubVerifier({ 'GET /aldermoor/jwks.json': { body: verifierKeys } })
    const server = createFormServer({ verifierUrl: 'http://localhost:5620/aldermoor', apiKey: 'k', fetch: stub.fetch })
    for (let times = 0; times < 3; times += 1) expect((await server.checkForm(receiptFor(form, fields), { uprn: fields.uprn }, form)).fields['uprn']).toBe('verified')
    for (const kid of ['made-up-1', 'made-up-2']) await expect(server.checkForm(receiptFor(form, fields, { header: { kid } }), fields, form)).rejects.toMatchObject({ code: 'receipt_invalid' })
    expect(stub.requests).toHaveLength(1)
  })

  it('asks a verifier that is away once for all made-up names, and not again at once; then again', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    let isAway = true
    const stub = stubVerifier({ 'GET /aldermoor/jwks.json': () => (isAway ? { status: 503, body: {} } : { body: verifierKeys }) })
    const server = createFormServer({ verifierUrl: 'http://localhost:5620/aldermoor', apiKey: 'k', fetch: stub.fetch })
    const check = (kid: string): Promise<unknown> => server.checkForm(receiptFor(form, fields, { header: { kid } }), fields, form)
    await Promise.all(['made-up-1', 'made-up-2', 'made-up-3'].map((kid) => expect(check(kid)).rejects.toMatchObject({ code: 'verifier_unreachable' })))
    await expect(check('made-up-4')).rejects.toMatchObject({ code: 'verifier_unreachable' })
    expect(stub.requests).toHaveLength(1)
    isAway = false
    vi.advanceTimersByTime(5_000)
    expect((await server.checkForm(receiptFor(form, fields), fields, form)).fields).toMatchObject({ uprn: 'verified' })
    expect(stub.requests).toHaveLength(2)
  })
})
