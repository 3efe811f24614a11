import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { configurationsOf } from '@counterfoil/shared/oid4vci/credential-configuration'
import { publishedConfiguration } from '@counterfoil/shared/oid4vci/published-configuration'
import { carefulFetch } from '@counterfoil/wallet/adapters/careful-fetch'
import { readLook } from '@counterfoil/wallet/use-cases/read-look'
import { typeOf } from '../../support/catalogue.ts'
import { makePng } from '../../support/png.ts'
import { StubInternet, typed, type Answer } from '../support/stub-internet.ts'

const issuer = 'https://issuer.example/aldermoor'
const type = typeOf('representation')
const configuration = [...configurationsOf([type], 'https://issuer.example/types').values()].map((one) => publishedConfiguration(one, { takesAttestations: false }))[0] ?? {}
const artUrl = 'https://issuer.example/types/representation/1/card.svg'

async function look({ answer, logo }: { readonly answer?: Answer; readonly logo?: JsonObject } = {}) {
  const internet = new StubInternet()
  if (answer !== undefined) internet.on(artUrl, answer)
  const metadata = structuredClone(configuration) as { credential_metadata: { display: { logo: unknown }[] } }
  if (logo !== undefined) for (const display of metadata.credential_metadata.display) display.logo = logo
  const read = await readLook({ http: carefulFetch([], internet.fetch) }, metadata as unknown as JsonObject, issuer)
  return { read, asked: internet.sent.map(({ url }) => url) }
}

describe('how a credential looks', () => {
  it('is told by its issuer: name, colours, picture and the names of claims and of their words, in both languages', async () => {
    const { read } = await look({ answer: () => typed(type.card.art, 'image/svg+xml') })
    expect(read.name).toEqual(type.name)
    expect(read.card).toEqual({ background: type.card.background, text: type.card.text, art: { svg: type.card.art, alt: type.card.alt } })
    const role = read.labels.find(({ path }) => path[0] === 'role')
    expect(role?.label).toEqual({ en: 'You act as', cy: 'Rydych yn gweithredu fel' })
    expect(role?.values?.['parent']).toEqual({ en: 'Parent', cy: 'Rhiant' })
  })

  it('may have a PNG, or bring its picture along in an address, for which nobody is asked', async () => {
    const png = makePng()
    const kept = { png: png.toString('base64'), alt: type.card.alt }
    const fetched = await look({ answer: () => new Response(new Uint8Array(png), { headers: { 'content-type': 'image/png' } }) })
    expect(fetched.read.card.art).toEqual(kept)
    expect(fetched.asked).toEqual([artUrl])
    const brought = await look({ logo: { uri: `data:image/png;base64,${kept.png}`, alt_text: 'Blue' } })
    expect(brought.read.card.art).toEqual({ ...kept, alt: { en: 'Blue', cy: 'Blue' } })
    expect(brought.asked).toEqual([])
  })

  it.each<readonly [string, Answer | undefined]>([
    ['does not come', undefined],
    ['is not there', () => new Response('', { status: 404 })],
    ['leads elsewhere', () => Response.redirect('https://tracker.example/pixel.svg')],
    ['holds a script', () => typed(type.card.art.replace('</svg>', '<script>alert(1)</script></svg>'), 'image/svg+xml')],
    ['has a handler', () => typed(type.card.art.replace('<svg ', '<svg onload="alert(1)" '), 'image/svg+xml')],
    ['fetches something', () => typed(type.card.art.replace('</svg>', '<image href="https://tracker.example/pixel.png" /></svg>'), 'image/svg+xml')],
    ['is ten megabytes', () => typed(type.card.art.replace('</svg>', `${' '.repeat(10_000_000)}</svg>`), 'image/svg+xml')],
    ['is no picture', () => typed('<html>', 'text/html')],
  ])('has no picture when it %s, and is shown all the same', async (_row, answer) => {
    const { read } = await look(answer === undefined ? {} : { answer })
    expect(read.card).toEqual({ background: type.card.background, text: type.card.text })
    expect(read.name).toEqual(type.name)
  })

  it.each(['https://tracker.example/pixel.svg', 'http://issuer.example/types/representation/1/card.svg', 'data:image/svg+xml,<svg/>', 'javascript:alert(1)', 'https://issuer.example@tracker.example/a.svg', ''])('asks nobody but the issuer for it: not %s', async (uri) => {
    const { read, asked } = await look({ logo: { uri, alt_text: 'A picture' } })
    expect(asked).toEqual([])
    expect(read.card.art).toBeUndefined()
  })

  it('says from when on it may be renewed, and nothing where its issuer says what makes no sense', async () => {
    const { read } = await look()
    expect(read.renewalDays).toBe(type.renewal.opensDaysBefore)
    const internet = new StubInternet()
    for (const renewal of [undefined, null, 'soon', {}, { opens_days_before: -1 }, { opens_days_before: 1.5 }, { opens_days_before: 1e9 }, { opens_days_before: '30' }]) {
      const metadata = { credential_metadata: renewal === undefined ? {} : { renewal } }
      expect(await readLook({ http: carefulFetch([], internet.fetch) }, metadata, issuer)).not.toHaveProperty('renewalDays')
    }
  })
})
