import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { publishType } from '@counterfoil/shared/catalogue/published-type'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import { typeOf } from '../../support/catalogue.ts'

const vct = 'https://types.example/representation/1'
const type = typeOf('representation')
const published = publishType(type, vct)
const digest = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`
const read = (text: string): JsonObject => JSON.parse(text) as JsonObject

describe('a published type', () => {
  it('has the digest of its own characters, for vct#integrity (W3C Subresource Integrity)', () => {
    expect(published.integrity).toBe(digest(published.metadata))
  })

  it('shows its picture in both languages, with the digest of the picture', () => {
    const display = read(published.metadata)['display'] as { rendering: { simple: { logo: unknown } } }[]
    expect(display.map(({ rendering }) => rendering.simple.logo)).toEqual(
      (['en', 'cy'] as const).map((language) => ({ uri: `${vct}/card.svg`, 'uri#integrity': digest(published.art), alt_text: type.card.alt[language] })),
    )
  })

  it('gives each of its claims a meaning below its vct (JSON-LD 1.1)', () => {
    const terms = read(published.context)['@context'] as JsonObject
    expect(terms).toMatchObject({
      RepresentationCredential: `${vct}#RepresentationCredential`,
      acts_until: { '@id': `${vct}#acts_until`, '@type': 'http://www.w3.org/2001/XMLSchema#date' },
      represented: { '@id': `${vct}#represented`, '@context': { given_name: { '@id': `${vct}#represented.given_name` } } },
    })
    for (const name of Object.keys(type.schema.properties)) expect(terms).toHaveProperty(name)
  })

  it('tells what a W3C credential of it must look like (JSON Schema 2020-12)', () => {
    expect(read(published.schema)).toMatchObject({
      $id: `${vct}/schema.json`,
      required: ['credentialSubject'],
      properties: { credentialSubject: { required: type.schema.required, properties: { id: { type: 'string' }, role: { enum: ['parent', 'carer', 'deputy'] } } } },
    })
  })
})
