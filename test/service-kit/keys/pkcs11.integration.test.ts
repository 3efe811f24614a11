import { join } from 'node:path'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { Refusal } from '@counterfoil/shared/kernel/refusal'
import { systemClock } from '@counterfoil/service-kit/system/system-clock'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { checkKeyCustody, keyCustodyOf, keyCustodyVariables } from '@counterfoil/service-kit/config/key-custody'
import { readEnv } from '@counterfoil/service-kit/config/read-env'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import { publicJwkOf } from '@counterfoil/service-kit/keys/p256-key'
import { openIdentityAgent } from '@counterfoil/service-kit/keys/identity-agent'
import { openCustody, type Es256Key, type KeyCustody } from '@counterfoil/service-kit/keys/key-custody'
import type { KeyEncryptionKey } from '@counterfoil/service-kit/keys/envelope/key-encryption-key'
import { labelOfKey } from '@counterfoil/service-kit/keys/pkcs11/key-label'
import { loadBinding } from '@counterfoil/service-kit/keys/pkcs11/pkcs11-library'
import { openPkcs11Keeper } from '@counterfoil/service-kit/keys/pkcs11/pkcs11-keeper'
import { makeTokenKek, openTokenKek } from '@counterfoil/service-kit/keys/pkcs11/token-kek'
import { openToken, type TokenSession } from '@counterfoil/service-kit/keys/pkcs11/token'
import { findObjects } from '@counterfoil/service-kit/keys/pkcs11/token-keys'
import { describeKeyCustody, recordingObserver } from '../../ports/key-custody.ts'
import { temporaryFolder } from '../../support/ledger.ts'
import { inToken as inTokenOf, makeSoftHsm, makeTokenPair, softHsmLibrary, type SoftHsm } from '../../support/softhsm.ts'
import { kek, openEnvelopes, rowsOf, signWithAll, storeOfThreeKeys } from './envelope-store.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

describe('the binding of PKCS#11', () => {
  it('says in one sentence that it is missing', async () => {
    await expect(loadBinding(() => Promise.reject(new Error('Cannot find package')))).rejects.toThrow('KEY_CUSTODY=pkcs11 needs the package pkcs11js, which is not installed here')
  })
})

describe.skipIf(softHsmLibrary === null)('with SoftHSM', () => {
  let hsm: SoftHsm
  beforeAll(() => {
    hsm = makeSoftHsm(folder.path)
  })

  describeKeyCustody('PKCS#11', () => openPkcs11Keeper(hsm.settings))

  const inToken = <Made>(work: (session: TokenSession) => Promise<Made>): Promise<Made> => inTokenOf(hsm.settings, work)

  async function withKey<Made>(use: (key: Es256Key<'credential'>, custody: KeyCustody) => Promise<Made>): Promise<Made> {
    const observer = recordingObserver()
    const custody = openCustody(await openPkcs11Keeper(hsm.settings), { clock: systemClock, observer })
    const { id } = await custody.make({ role: 'credential', authority: 'aldermoor' })
    try {
      return await use(await custody.es256(id, 'credential'), custody)
    } finally {
      await custody.close()
    }
  }

  describe('a pair that was made with other tools', () => {
    const takeOver = async (label: string, role: 'credential' | 'controller' = 'credential') => {
      const custody = openCustody(await openPkcs11Keeper(hsm.settings), { clock: systemClock, observer: recordingObserver() })
      try {
        const key = await custody.takeOver(label, { role, authority: 'aldermoor' })
        return { key, listed: (await custody.list()).filter(({ id }) => id === key.id), signature: await (await custody.es256(key.id, 'credential')).sign('text') }
      } finally {
        await custody.close()
      }
    }

    it('is taken over by its label, with its public key, and signs', async () => {
      const publicKeyHex = await makeTokenPair(hsm.settings, 'made elsewhere')
      const { key, listed, signature } = await takeOver('made elsewhere')
      expect(listed).toEqual([key])
      expect(key).toMatchObject({ publicKeyHex, role: 'credential', authority: 'aldermoor', retiredAt: null })
      expect(verifyEs256(importP256(publicJwkOf(publicKeyHex)), 'text', signature)).toBe(true)
      await expect(takeOver('made elsewhere')).rejects.toThrow('has no private key')
    })

    it.each<[string, () => Promise<unknown>, string]>([
      ['that is not there', async () => {}, 'has no private key'],
      ['that could be read out', () => makeTokenPair(hsm.settings, 'that could be read out', { sealed: false }), 'could be read out of it'],
      ['on another curve', () => makeTokenPair(hsm.settings, 'on another curve', { curve: '06052b8104000a' }), 'is not on the curve P-256'],
      ['that is for something else', () => makeTokenPair(hsm.settings, 'that is for something else', { signs: false }), 'does not sign'],
      ['whose label is on two', async () => [await makeTokenPair(hsm.settings, 'whose label is on two'), await makeTokenPair(hsm.settings, 'whose label is on two')], 'has more than one private key'],
    ])('is not, one %s, and nothing is changed', async (label, make, why) => {
      await make()
      const custody = openCustody(await openPkcs11Keeper(hsm.settings), { clock: systemClock, observer: recordingObserver() })
      const before = await custody.list()
      await expect(custody.takeOver(label, { role: 'credential', authority: 'aldermoor' })).rejects.toThrow(`The key labelled "${label}" in the token ${why}`)
      expect(await custody.list()).toEqual(before)
      await custody.close()
    })

    it('is not, when it is a key of ours: an authority takes none from another by its label', async () => {
      const custody = openCustody(await openPkcs11Keeper(hsm.settings), { clock: systemClock, observer: recordingObserver() })
      const theirs = await custody.make({ role: 'credential', authority: 'brackenfield' })
      const label = labelOfKey(theirs)
      await expect(custody.takeOver(label, { role: 'credential', authority: 'aldermoor' })).rejects.toThrow(`The key labelled "${label}" in the token is one of ours already`)
      expect(await custody.list()).toContainEqual(theirs)
      await custody.close()
    })

    it('is not, for what signs on the ledger', async () => {
      await makeTokenPair(hsm.settings, 'for a controller')
      await expect(takeOver('for a controller', 'controller')).rejects.toThrow('those are made here')
    })
  })

  describe('a key in the token', () => {
    it('is not to be had from it, by anybody who is logged in', async () => {
      await withKey(({ id }) =>
        inToken(async (session) => {
          const { cryptoki } = session
          const [object = Buffer.alloc(0)] = findObjects(session, [{ type: cryptoki.CKA_CLASS, value: cryptoki.CKO_PRIVATE_KEY }, { type: cryptoki.CKA_ID, value: Buffer.from(id) }])
          expect(() => session.api.C_GetAttributeValue(session.handle, object, [{ type: cryptoki.CKA_VALUE }])).toThrow('CKR_ATTRIBUTE_SENSITIVE')
          for (const change of [{ type: cryptoki.CKA_EXTRACTABLE, value: true }, { type: cryptoki.CKA_SENSITIVE, value: false }]) expect(() => session.api.C_SetAttributeValue(session.handle, object, [change])).toThrow('CKR_ATTRIBUTE_READ_ONLY')
        }),
      )
    })

    it('does not sign when it was brought there so that it could be read', async () => {
      await inToken(async ({ api, handle, cryptoki }) => {
        const named = [{ type: cryptoki.CKA_TOKEN, value: true }, { type: cryptoki.CKA_ID, value: Buffer.from('readable') }, { type: cryptoki.CKA_LABEL, value: 'counterfoil credential aldermoor made 1' }]
        const curve = [{ type: cryptoki.CKA_EC_PARAMS, value: Buffer.from('06082a8648ce3d030107', 'hex') }]
        api.C_GenerateKeyPair(handle, { mechanism: cryptoki.CKM_EC_KEY_PAIR_GEN }, [...named, ...curve], [...named, { type: cryptoki.CKA_SENSITIVE, value: false }, { type: cryptoki.CKA_EXTRACTABLE, value: true }, { type: cryptoki.CKA_SIGN, value: true }])
      })
      await withKey(async (_key, custody) => {
        await expect(custody.es256('readable', 'credential')).rejects.toThrow('could be read out of the token')
        await custody.destroy('readable')
      })
    })

    it('leaves no trace on disk or in the environment', async () => {
      const scalar = Buffer.from('5ac1'.repeat(16), 'hex')
      await inToken(async ({ api, handle, cryptoki }) => {
        api.C_CreateObject(handle, [
          { type: cryptoki.CKA_CLASS, value: cryptoki.CKO_PRIVATE_KEY },
          { type: cryptoki.CKA_KEY_TYPE, value: cryptoki.CKK_EC },
          { type: cryptoki.CKA_EC_PARAMS, value: Buffer.from('06082a8648ce3d030107', 'hex') },
          { type: cryptoki.CKA_VALUE, value: scalar },
          { type: cryptoki.CKA_LABEL, value: 'a key whose bytes are known' },
          ...[cryptoki.CKA_TOKEN, cryptoki.CKA_PRIVATE, cryptoki.CKA_SENSITIVE, cryptoki.CKA_SIGN].map((type) => ({ type, value: true })),
          { type: cryptoki.CKA_EXTRACTABLE, value: false },
        ])
      })
      const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      const everything = Buffer.concat([...files.map((entry) => readFileSync(join(entry.parentPath, entry.name))), Buffer.from(JSON.stringify(process.env))])
      for (const spelling of [scalar, scalar.toString('hex'), scalar.toString('base64').slice(0, 42), scalar.toString('base64url').slice(0, 42)]) expect(everything.includes(spelling)).toBe(false)
      expect(everything.includes(readFileSync(hsm.pinFile))).toBe(true)
    })
  })

  describe('F-21: a token that is lost', () => {
    const unavailable = expect.objectContaining({ code: 'signing_unavailable' })

    it('makes signing unavailable, and signs on when it is back', async () => {
      await withKey(async (key, custody) => {
        await key.sign('before')
        for (let round = 0; round < 5; round += 1) {
          hsm.remove()
          const lost = await Promise.allSettled(Array.from({ length: 8 }, async () => key.sign('lost')))
          expect(lost.map((one) => (one.status === 'rejected' ? (one.reason as Refusal).code : 'signed'))).toEqual(Array.from({ length: 8 }, () => 'signing_unavailable'))
          hsm.replace()
          await signsAgain(key)
        }
        expect(custody.uses()[0]?.failed).toBeGreaterThanOrEqual(40)
      })
    })

    it('is not mistaken for one that holds no such key', async () => {
      await withKey(async (_key, custody) => {
        hsm.remove()
        await expect(custody.list()).rejects.toEqual(unavailable)
        hsm.replace()
        await expect.poll(() => custody.list().then((keys) => keys.length, () => 0), { timeout: 60_000 }).toBeGreaterThan(0)
      })
    })

    it('signs on after its sessions and its login were ended from elsewhere', async () => {
      await withKey(async (key) => {
        for (let round = 0; round < 10; round += 1) {
          await inToken(async ({ api, handle }) => api.C_Logout(handle))
          expect(await key.sign('logged out')).toHaveLength(86)
          await inToken(async ({ api, handle }) => api.C_CloseSession(handle)).catch(() => null)
          expect(await key.sign('session closed')).toHaveLength(86)
        }
      })
    })

    it('is given a wrong PIN once, and asked again when the PIN was put right', async () => {
      await withKey(async (key) => {
        const right = readFileSync(hsm.pinFile, 'utf8')
        hsm.changePin('00000000')
        await inToken(async ({ api, handle }) => api.C_Logout(handle)).catch(() => null)
        hsm.remove()
        await expect((async () => key.sign('lost'))()).rejects.toEqual(unavailable)
        hsm.replace()
        // Far more tries than a token would bear.
        for (let tries = 0; tries < 20; tries += 1) await expect((async () => key.sign('wrong PIN'))()).rejects.toEqual(unavailable)
        hsm.changePin(right)
        await signsAgain(key)
      })
    })

    /** The library is asked again a second after it failed. */
    async function signsAgain(key: Es256Key<'credential'>): Promise<void> {
      await expect.poll(async () => Promise.resolve(key.sign('again')).then((made) => made.length, () => 0), { timeout: 60_000, interval: 100 }).toBe(86)
    }
  })

  describe('a start', () => {
    it('stops with one sentence when the token is not there', async () => {
      await expect(openPkcs11Keeper({ ...hsm.settings, token: 'another' })).rejects.toThrow(`The token another can't be used through ${softHsmLibrary} with the PIN in ${hsm.pinFile}: it is not there.`)
    })

    it('stops with one sentence when the PIN is wrong', async () => {
      const wrong = join(folder.path, 'wrong-pin')
      writeFileSync(wrong, '0000')
      await expect(openPkcs11Keeper({ ...hsm.settings, pinFile: wrong })).rejects.toThrow('it refused the PIN.')
      await expect(openPkcs11Keeper({ ...hsm.settings, pinFile: join(folder.path, 'no-pin') })).rejects.toThrow('it has no PIN that could be read.')
    })

    it('stops with one sentence when the library is none', async () => {
      await expect(openPkcs11Keeper({ ...hsm.settings, library: hsm.pinFile })).rejects.toThrow(`The PKCS#11 library at ${hsm.pinFile} can't be loaded.`)
    })
  })

  describe('a key encryption key in the token', () => {
    let inHsm: KeyEncryptionKey
    beforeAll(async () => {
      const token = await openToken(hsm.settings)
      await makeTokenKek(token, 'kek of 2026')
      token.close()
      inHsm = await openTokenKek(hsm.settings, 'kek of 2026')
    })
    afterAll(() => inHsm.close())

    it('takes over keys from a file, and signing goes on', async () => {
      const file = await storeOfThreeKeys(join(folder.path, 'token-kek.sqlite'), kek('1'))
      await (await openEnvelopes(file, [inHsm, kek('1')])).close()
      expect((await rowsOf(file)).map(({ envelope }) => envelope.kek)).toEqual(Array.from({ length: 3 }, () => 'token:kek of 2026'))
      const custody = openCustody(await openEnvelopes(file, [inHsm]), { clock: systemClock, observer: recordingObserver() })
      await signWithAll(custody)
      await custody.close()
    })

    it('opens nothing that was sealed for another place, and says nothing else of it', async () => {
      const sealed = await inHsm.seal(Buffer.alloc(32, 7), 'here')
      expect(Buffer.from(await inHsm.open(sealed, 'here'))).toEqual(Buffer.alloc(32, 7))
      await expect(inHsm.open(sealed, 'there')).rejects.toThrow('did not open the seal')
      sealed[20] = (sealed[20] ?? 0) ^ 1
      await expect(inHsm.open(sealed, 'here')).rejects.toThrow('did not open the seal')
    })

    it('takes over from the environment, both chosen by settings', async () => {
      vi.stubEnv('KEY_ENCRYPTION_KEY', '3'.repeat(64))
      const formerFile = join(folder.path, 'former-kek')
      writeFileSync(formerFile, '3'.repeat(64))
      const tokenSettings = { PKCS11_LIBRARY: hsm.settings.library, PKCS11_TOKEN: hsm.settings.token, PKCS11_PIN_FILE: hsm.pinFile }
      const open = (env: Record<string, string>) =>
        openIdentityAgent({ databaseFile: join(folder.path, 'agent.sqlite'), custody: keyCustodyOf(readEnv(checkKeyCustody(z.object(keyCustodyVariables)), env)), ledger: { rpcUrl: 'http://localhost:1', chainId: 1, registry: '0x', consortium: '' } })
      const before = await open({ KEY_ENCRYPTION_KEY: '3'.repeat(64) })
      const { id } = await before.custody.make({ role: 'status', authority: 'aldermoor' })
      await before.close()
      await (await open({ KEY_ENCRYPTION_KEY_TOKEN_LABEL: 'kek of 2026', FORMER_KEY_ENCRYPTION_KEY_FILES: formerFile, ...tokenSettings })).close()
      vi.unstubAllEnvs()
      const after = await open({ KEY_ENCRYPTION_KEY_TOKEN_LABEL: 'kek of 2026', ...tokenSettings })
      expect(await (await after.custody.es256(id, 'status')).sign('text')).toHaveLength(86)
      await after.close()
    })

    it('stops the start when there is none of its label', async () => {
      await expect(openTokenKek(hsm.settings, 'kek of 1999')).rejects.toThrow('The token has no AES key with the label kek of 1999.')
    })
  })
})
