import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { openRegistrar } from '@counterfoil/registrar/registrar'
import { custodiesIn, type CustodyOf } from '@counterfoil/service-kit/config/key-holders'
import { importP256, verifyEs256 } from '@counterfoil/service-kit/crypto/es256'
import type { CustodySettings } from '@counterfoil/service-kit/keys/custody-settings'
import { openKeyRing } from '@counterfoil/service-kit/keys/key-ring'
import { keysElsewhere } from '@counterfoil/service-kit/keys/keys-elsewhere'
import { publicJwkOf } from '@counterfoil/service-kit/keys/p256-key'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { proveLedger } from '@counterfoil/service-kit/ledger-proof/prove-ledger'
import { readFacts } from '@counterfoil/service-kit/ledger-proof/read-facts'
import { conclusionOf } from '@counterfoil/service-kit/ledger-proof/tell-proof'
import { publishedDocument } from '@counterfoil/service-kit/authority/published-document'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkKey } from '@counterfoil/shared/network/network'
import { AwsKmsStub } from '../support/aws-kms-stub.ts'
import { temporaryFolder } from '../support/ledger.ts'
import { makeSoftHsm, makeTokenPair, softHsmLibrary } from '../support/softhsm.ts'
import { openLedgerDesk } from './ledger-desk.ts'
import { foundOnLedger } from './registrar-scene.ts'

/** Where keys may be that aren't ours to keep, and how somebody makes one there without us. Answers its public key. */
interface Elsewhere {
  readonly settings: CustodySettings
  makeLabelled(label: string): Promise<string>
  close(): Promise<void>
}

async function inSoftHsm(): Promise<Elsewhere> {
  const folder = temporaryFolder()
  const { settings } = makeSoftHsm(folder.path, 'issuer')
  return { settings: { kind: 'pkcs11', token: settings }, makeLabelled: (label) => makeTokenPair(settings, label), close: async () => folder.remove() }
}

async function inAwsKms(): Promise<Elsewhere> {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'an example secret of a test')
  const stub = new AwsKmsStub()
  const kms = { region: 'eu-west-2', aliasPrefix: 'counterfoil-test', endpoint: await stub.listen() }
  return {
    settings: { kind: 'aws-kms', kms },
    makeLabelled: async (label) => stub.makeLabelled(label),
    close: async () => {
      await stub.close()
      vi.unstubAllEnvs()
    },
  }
}

describe.each([
  { name: 'a hardware module', open: inSoftHsm, isHere: softHsmLibrary !== null },
  { name: 'AWS KMS', open: inAwsKms, isHere: true },
])('the signing keys of an issuer in $name', ({ open, isHere }) => {
  describe.skipIf(!isHere)('by the commands for every custody', () => {
    let network: Awaited<ReturnType<typeof foundOnLedger>>
    let elsewhere: Elsewhere
    let desk: Awaited<ReturnType<typeof openLedgerDesk>>
    let custodyOf: CustodyOf

    beforeAll(async () => {
      network = await foundOnLedger()
      elsewhere = await open()
      custodyOf = (holder) => (holder === 'issuer' ? elsewhere.settings : custodiesIn(network.folder)(holder))
      desk = await openLedgerDesk(network.folder, { custodyOf })
    })
    afterAll(async () => {
      await desk.close()
      await elsewhere.close()
      await network.close()
    })

    const keyNow = (): NetworkKey => desk.office.authority('aldermoor').keys.credential
    const rotate = (...more: readonly string[]) => desk.command('rotate', 'aldermoor', '--role', 'credential', '--overlap', '0', ...more, '--yes')
    const publishedHex = async (kid = ''): Promise<string | undefined> => {
      const { document } = await publishedDocument(desk.place.network.ledger, desk.office.authority('aldermoor').did)
      return document.verificationMethod.find(({ id }) => id === kid)?.publicKeyHex
    }
    /** Each key that is there by its public key, and whether it signs or is retired. */
    const keptThere = async () => Object.fromEntries((await keysElsewhere(elsewhere.settings)).map(({ publicKeyHex, retiredAt }) => [publicKeyHex, retiredAt === null ? 'signs' : 'retired']))
    /** Whether the key that the network file names signs, by what the ledger publishes of it. */
    async function signs(): Promise<boolean> {
      const { kid } = keyNow()
      const signer = await openKeyRing(await desk.place.signing('credential')).signer(kid, 'credential')
      return verifyEs256(importP256(publicJwkOf((await publishedHex(kid)) ?? '')), 'a credential', await signer.sign('a credential'))
    }

    it('are made there, published, and take over', async () => {
      const before = keyNow().kid
      expect(await rotate()).toBe('Written.')
      const made = await publishedHex(keyNow().next?.kid)
      expect(await keptThere()).toEqual({ [made ?? '']: 'signs' })
      expect(await rotate()).toBe('Written.')
      expect(keyNow().kid).not.toBe(before)
      expect(await signs()).toBe(true)
    })

    it('may have been made there by others, and are named by their label', async () => {
      const publicKeyHex = await elsewhere.makeLabelled('aldermoor-2027')
      const [former = ''] = Object.keys(await keptThere())
      await desk.command('rotate', 'aldermoor', '--role', 'credential', '--overlap', '0', '--take-over', 'aldermoor-2027')
      expect(desk.said.at(-3)).toMatch(/^ {2}Take over the key labelled "aldermoor-2027" as the new credential key of Aldermoor Borough Council and publish it until /)
      await rotate('--take-over', 'aldermoor-2027')
      expect(await publishedHex(keyNow().next?.kid)).toBe(publicKeyHex)
      await rotate()
      expect(await signs()).toBe(true)
      expect(await keptThere()).toEqual({ [former]: 'retired', [publicKeyHex]: 'signs' })
    })

    it('are not taken over under a label that nobody used, which a console is told, too', async () => {
      const before = await keptThere()
      await expect(rotate('--take-over', 'nobody-made-this')).rejects.toThrow(/nobody-made-this|NotFound/)
      const registrar = openRegistrar(desk.office, { age: seconds(1), overlap: seconds(0) })
      const command = { command: 'rotate', authority: 'aldermoor', role: 'credential', take_over: 'nobody-made-this' } as const
      const { plan } = await registrar.plan('aldermoor', command)
      await expect(registrar.write('aldermoor', { plan, command, as: null })).rejects.toMatchObject({ code: 'conflict', message: expect.stringMatching(/nobody-made-this|NotFound/) as string })
      expect(await keptThere()).toEqual(before)
    })

    it('are taken off the ledger at once when they are compromised, and others sign', async () => {
      const { kid } = keyNow()
      await desk.command('remove-key', 'aldermoor', '--key', kid, '--yes')
      expect(await publishedHex(kid)).toBeUndefined()
      await rotate()
      expect(desk.said.at(-2)).toBe(`  Sign with it at once: ${kid} was removed`)
      await rotate()
      expect(await signs()).toBe(true)
      expect(Object.values(await keptThere()).toSorted()).toEqual(['retired', 'retired', 'signs'])
    })

    it('explain what is on the ledger, when whoever proves it asks where they are', async () => {
      const prove = async (custodies: CustodyOf) => {
        const facts = await readFacts(network.folder, desk.place.network, [...readCatalogue().values()], custodies)
        try {
          return conclusionOf(await proveLedger(createLedgerReader(desk.place.network.ledger), facts)).holds
        } finally {
          await facts.close()
        }
      }
      await desk.office.anchor()
      expect([await prove(custodyOf), await prove(custodiesIn(network.folder))]).toEqual([true, false])
    })
  })
})
