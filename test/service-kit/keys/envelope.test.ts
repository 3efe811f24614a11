import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { withPrivateKey } from '@counterfoil/service-kit/keys/envelope/envelope'
import { openCustody } from '@counterfoil/service-kit/keys/key-custody'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import { describeKeyCustody, recordingObserver } from '../../ports/key-custody.ts'
import { temporaryFolder } from '../../support/ledger.ts'
import { kek, openEnvelopes, openKeysDatabase, rowsOf, signWithAll, storeOfThreeKeys } from './envelope-store.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const [first, second] = [kek('1'), kek('2')]
const clock = fixedClock(1_764_000_000)
const threeKeys = (name: string): Promise<string> => storeOfThreeKeys(join(folder.path, name), first)

describeKeyCustody('envelopes', (observer) => openEnvelopes(join(folder.path, 'suite.sqlite'), [first], observer))

async function change(file: string, sql: string): Promise<void> {
  const source = await openKeysDatabase(file)
  await source.query(sql)
  await source.destroy()
}

const filesBeside = (file: string): Buffer => Buffer.concat(readdirSync(folder.path).filter((name) => join(folder.path, name).startsWith(file)).map((name) => readFileSync(join(folder.path, name))))

describe('envelopes', () => {
  it('take no key over that was made elsewhere', async () => {
    const custody = openCustody(await openEnvelopes(join(folder.path, 'none-elsewhere.sqlite'), [first]), { clock, observer: recordingObserver() })
    await expect(custody.takeOver('aldermoor-2027', { role: 'credential', authority: 'aldermoor' })).rejects.toThrow('Keys in envelopes are made here')
    expect(await custody.list()).toEqual([])
    await custody.close()
  })

  it('refuse to open under another key encryption key, in one sentence with both names', async () => {
    const file = await threeKeys('wrong-kek.sqlite')
    await expect(openEnvelopes(file, [second])).rejects.toThrow(`were encrypted with another key encryption key (${first.id}) than those given (${second.id}).`)
  })

  it('refuse to open under another key that has the same name', async () => {
    const file = await threeKeys('same-name.sqlite')
    await expect(openEnvelopes(file, [{ ...second, id: first.id }])).rejects.toThrow("can't be opened where it stands")
  })

  it.each([
    ['another authority', "UPDATE custody_keys SET authority = 'brackenfield' WHERE role = 'credential'"],
    ['another role', "UPDATE custody_keys SET role = 'request' WHERE role = 'credential'"],
    ['the name of another key', "UPDATE custody_keys SET id = 'another' WHERE role = 'credential'"],
    ['another public key', "UPDATE custody_keys SET public_key = '04' || substr(public_key, 5) || '00' WHERE role = 'credential'"],
    ['the envelope of another key', "UPDATE custody_keys SET (kek, wrapped_data_key, sealed_private_key) = (SELECT kek, wrapped_data_key, sealed_private_key FROM custody_keys WHERE role = 'status') WHERE role = 'credential'"],
    ['an altered private key', "UPDATE custody_keys SET sealed_private_key = substr(sealed_private_key, 1, 20) || x'00' || substr(sealed_private_key, 22) WHERE role = 'credential'"],
  ])('do not open with %s', async (name, sql) => {
    const file = await threeKeys(`moved ${name}.sqlite`)
    await change(file, sql)
    await expect(openEnvelopes(file, [first])).rejects.toThrow("can't be opened where it stands")
  })

  it('do not open in the place of another authority when the whole row is pasted there', async () => {
    const file = await threeKeys('pasted.sqlite')
    await change(file, "INSERT INTO custody_keys SELECT 'pasted', role, 'brackenfield', '04' || public_key, created_at, NULL, kek, wrapped_data_key, sealed_private_key FROM custody_keys WHERE role = 'credential'")
    await expect(openEnvelopes(file, [first])).rejects.toThrow("The credential key pasted of brackenfield can't be opened where it stands")
  })

  it('leave no trace of a private key on disk or in the environment, in any usual spelling', async () => {
    const file = await threeKeys('traces.sqlite')
    const custody = openCustody(await openEnvelopes(file, [first]), { clock, observer: recordingObserver() })
    await (await custody.es256((await custody.list()).find(({ role }) => role === 'credential')?.id ?? '', 'credential')).sign('text')
    const everything = Buffer.concat([filesBeside(file), Buffer.from(JSON.stringify(process.env)), Buffer.from(JSON.stringify(await custody.list()))])
    const scalars = await Promise.all((await rowsOf(file)).map(({ key, envelope }) => withPrivateKey({ current: first, former: [] }, key, envelope, (bytes) => Buffer.from(bytes))))
    const spellings = (bytes: Buffer): (Buffer | string)[] => [bytes, bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('base64').slice(0, 42), bytes.toString('base64url').slice(0, 42)]
    expect(scalars).toHaveLength(3)
    for (const scalar of scalars) for (const spelling of spellings(scalar)) expect(everything.includes(spelling)).toBe(false)
    // The search finds what is there.
    for (const { publicKeyHex } of await custody.list()) expect(everything.includes(publicKeyHex)).toBe(true)
    await custody.close()
  })
})

describe('a new key encryption key', () => {
  it('takes over every key, the keys staying what they are', async () => {
    const file = await threeKeys('rotate.sqlite')
    const before = await rowsOf(file)
    const observer = recordingObserver()
    const custody = openCustody(await openEnvelopes(file, [second, first], observer), { clock, observer })
    await signWithAll(custody)
    await custody.close()
    expect(observer.kinds().filter((kind) => kind === 'rewrapped')).toHaveLength(3)
    const after = await rowsOf(file)
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key))
    expect(after.map(({ envelope }) => envelope.kek)).toEqual([second.id, second.id, second.id])
    for (const [index, { envelope }] of before.entries()) {
      expect(Buffer.from(after[index]?.envelope.sealedPrivateKey ?? []).equals(Buffer.from(envelope.sealedPrivateKey))).toBe(true)
      // What the former key sealed is in no file any more.
      expect(filesBeside(file).includes(Buffer.from(envelope.wrappedDataKey))).toBe(false)
    }
    await (await openEnvelopes(file, [second])).close()
    await expect(openEnvelopes(file, [first])).rejects.toThrow('another key encryption key')
  })
})
