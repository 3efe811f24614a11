import { expect, it } from 'vitest'
import { loadEveryPart, part } from '@counterfoil/wallet/parts'

it('every part is loaded, those of parts as well, each once, and one that stays away keeps no other away', async () => {
  const loaded: string[] = []
  const noted = (name: string, then: () => unknown = () => null) => async (): Promise<string> => {
    loaded.push(name)
    then()
    return name
  }
  const screen = part(noted('screen', () => part(noted('of the screen', () => part(noted('of that'))))))
  part(() => Promise.reject(new TypeError('not there')))
  part(noted('use case'))
  expect(await screen()).toBe('screen')
  expect(loaded).toEqual(['screen'])
  loaded.length = 0
  await loadEveryPart()
  expect(new Set(loaded)).toEqual(new Set(['screen', 'use case', 'of the screen', 'of that']))
})
