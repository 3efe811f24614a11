import { generateKeyPairSync } from 'node:crypto'
import { assert, asyncProperty, anything, integer, oneof, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PublicationRefused, readPublication, type ReadPublicationOptions } from '@counterfoil/service-kit/form-profile/read-publication'
import { epochSeconds } from '@counterfoil/shared/kernel/branded'
import { findType } from '../../support/form-profiles.ts'
import { badPublications, goodPublication, publish, published, publisherWith } from '../../support/form-publications.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const publisher = publisherWith('did:ethr:0x7a69:0x03aA', privateKey)
const now = epochSeconds(1_800_000_000)
const good = { publisher, now }
const reading: ReadPublicationOptions = { did: publisher.did, now, find: findType, keyOf: async (kid) => (kid === publisher.kid ? publicKey : null) }

describe('a form publication', () => {
  it('is read as it was signed: profiles, what is withdrawn, its dates and its key', async () => {
    const profiles = [published(), published({ id: 'another-form', version: 7 })]
    const read = await readPublication(await goodPublication({ ...good, number: 7, profiles, withdrawn: ['old-form'] }), reading)
    expect(read).toEqual({ iss: publisher.did, kid: publisher.kid, iat: now, exp: now + 86_400, number: 7, profiles, withdrawn: ['old-form'], unknown: [] })
  })

  it('is read though one of its forms names a version of a type that its reader hasn’t: that one is told apart', async () => {
    const { credential } = published().profile
    const newer = published({ id: 'newer-form', credential: { ...credential, version: credential.version + 1 } })
    expect(await readPublication(await goodPublication({ ...good, profiles: [newer, published()] }), reading)).toMatchObject({ profiles: [newer, published()], unknown: ['newer-form'] })
  })

  it('may say that there is no form', async () => {
    expect(await readPublication(await goodPublication({ ...good, profiles: [] }), reading)).toMatchObject({ profiles: [], withdrawn: [] })
  })

  it.each(badPublications)('%s is refused: %s', async (_what, fault, make) => {
    await expect(readPublication(await make(good), reading)).rejects.toMatchObject({ name: 'PublicationRefused', fault })
  })

  it('tells nothing of what is in it when it is refused', async () => {
    const marked = published({ title: { en: 'Marked\u202e', cy: 'Marked' } })
    await expect(readPublication(await goodPublication({ ...good, profiles: [marked] }), reading)).rejects.toSatisfy((error: Error) => !error.message.includes('Marked'))
  })

  it('is refused and nothing else happens, whatever it holds and wherever it is cut', async () => {
    const compact = await goodPublication(good)
    const refused = async (text: string): Promise<void> => {
      await expect(readPublication(text, reading)).rejects.toThrow(PublicationRefused)
    }
    await assert(asyncProperty(oneof(string(), integer({ min: 0, max: compact.length - 1 }).map((end) => compact.slice(0, end))), refused))
    await assert(asyncProperty(anything(), async (value) => refused(await publish(publisher, { profiles: [value], withdrawn: [], iss: publisher.did, iat: now, exp: now + 1 }))))
  })
})
