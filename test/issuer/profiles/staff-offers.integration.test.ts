import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { otherProfiles } from '@counterfoil/issuer/domain/profile'
import { issuerUrl, openScene, type Scene } from '../issuer-scene.ts'
import { openDesk, type Desk } from '../staff-desk.ts'

let scene: Scene
let desk: Desk
let person: string
beforeAll(async () => {
  scene = await openScene({ settings: { profiles: [otherProfiles.swiyu] } })
  desk = await openDesk(scene)
  person = /href="([^"]+)">Ceridwen/.exec((await desk.get('/staff/people')).body)?.[1] ?? ''
})
afterAll(async () => {
  await scene.close()
  scene.erase()
})

/** Presses one of the buttons beside a type. */
async function offerFor(wallet: string) {
  const page = await desk.get(person)
  const field = (name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(page.body)?.[1] ?? ''
  return { page, made: await desk.post(`${person}/offers`, { type: field('type'), offer: field('offer'), wallet }) }
}

describe('staff', () => {
  it("offer for another maker's wallet: its link carries the offer, its code goes another way", async () => {
    const { page, made } = await offerFor('swiyu')
    expect(page.body).toContain('Offer for the swiyu wallet')
    const address = (/id="offer-address">([^<]+)</.exec(made.body)?.[1] ?? '').replaceAll('&amp;', '&')
    const offer = JSON.parse(new URL(address).searchParams.get('credential_offer') ?? '{}') as { credential_issuer?: string; grants?: object }
    expect(offer.credential_issuer).toBe(`${issuerUrl}/aldermoor/swiyu`)
    expect(/id="transaction-code">(\d{6})</.exec(made.body)?.[1]).toBeDefined()
    expect(made.body).toContain('This page is shown once')
  })

  it('see no wallet that is not served, and are refused one', async () => {
    const { page, made } = await offerFor('govuk')
    expect(page.body).not.toContain('GOV.UK Wallet')
    expect(made.statusCode).toBe(400)
  })
})
