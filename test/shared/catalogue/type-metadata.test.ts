import { describe, expect, it } from 'vitest'
import { typeMetadata } from '@counterfoil/shared/catalogue/type-metadata'
import { typeOf } from '../../support/catalogue.ts'

const type = typeOf('residency')
const metadata = typeMetadata(type, 'https://types.example/residency/1', { uri: 'https://types.example/residency/1/card.svg', integrity: 'sha256-x' })

describe('type metadata', () => {
  it('names the type that it is found under, and no schema, which the standard has no more', () => {
    expect(metadata['vct']).toBe('https://types.example/residency/1')
    expect(metadata).not.toHaveProperty('schema')
  })

  it('shows the type in both languages, by `locale`', () => {
    const display = metadata['display'] as { locale: string; name: string; description: string }[]
    expect(display.map(({ locale }) => locale)).toEqual(['en-GB', 'cy-GB'])
    expect(display.map(({ name }) => name)).toEqual([type.name.en, type.name.cy])
  })

  it('says of every claim whether it may be withheld', () => {
    const claims = metadata['claims'] as { path: string[]; sd: string; display: unknown[] }[]
    expect(claims.map(({ path, sd }) => [path.join('.'), sd])).toEqual(type.claims.map(({ path, disclosable }) => [path.join('.'), disclosable ? 'always' : 'never']))
    expect(claims.every(({ display }) => display.length === 2)).toBe(true)
  })
})
