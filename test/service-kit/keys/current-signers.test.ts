import { describe, expect, it } from 'vitest'
import { openCurrentSigners } from '@counterfoil/service-kit/keys/current-signers'
import { fixedClock } from '@counterfoil/shared/kernel/clock'
import type { NetworkAuthority, NetworkKey } from '@counterfoil/shared/network/network'

const key = (kid: string, next?: NetworkKey['next']): NetworkKey => ({ kid, x5c: [`certificate of ${kid}`], ...(next === undefined ? {} : { next }) })
const authority = (id: string, credential: NetworkKey): NetworkAuthority => ({ id, letter: 'A', name: { en: id, cy: id }, did: id, issuerUrl: '', verifierUrl: '', keys: { credential, status: key(`${id}#s`), request: key(`${id}#r`) } })
const changing = authority('aldermoor', key('old', { kid: 'new', x5c: ['certificate of new'], signsFrom: 100 }))

async function opened(...authorities: readonly NetworkAuthority[]) {
  const clock = fixedClock(99)
  const asked: string[] = []
  const open = async (kid: string) => {
    asked.push(kid)
    if (kid === 'lost') throw new Error('not in custody')
    return { kid }
  }
  return { clock, asked, signers: await openCurrentSigners({ authorities, role: 'credential', open, clock }) }
}

describe('the key that signs', () => {
  it('is the next one from its time on, with the certificate of its own', async () => {
    const { clock, signers } = await opened(changing)
    expect(signers.of('aldermoor')).toEqual({ kid: 'old', x5c: ['certificate of old'] })
    clock.advance(1)
    expect(signers.of('aldermoor')).toEqual({ kid: 'new', x5c: ['certificate of new'] })
  })

  it('is of one role and one authority', async () => {
    const { asked, signers } = await opened(changing, authority('brackenfield', key('other')))
    expect(asked).toEqual(['old', 'new', 'other'])
    expect(signers.of('brackenfield')?.kid).toBe('other')
    expect(signers.of('atlantis')).toBeNull()
  })

  it('is taken from a newer file, and stays when one there can not be opened', async () => {
    const { signers } = await opened(authority('aldermoor', key('old')))
    await expect(signers.take([authority('aldermoor', key('lost')), authority('brackenfield', key('other'))])).rejects.toThrow('not in custody')
    expect(signers.of('aldermoor')?.kid).toBe('old')
    expect(signers.of('brackenfield')).toBeNull()
    await signers.take([authority('aldermoor', key('new'))])
    expect(signers.of('aldermoor')?.kid).toBe('new')
  })

  it('that is missing stops the start', async () => {
    await expect(opened(authority('aldermoor', key('old', { kid: 'lost', x5c: [], signsFrom: 100 })))).rejects.toThrow('not in custody')
  })
})
