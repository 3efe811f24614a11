import { generateKeyPairSync, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto'

const madeAtOnce = 16

interface PublicPoint {
  readonly x: string
  readonly y: string
}

/** A P-256 key pair that nobody has had before, with its public half told. */
export interface FreshKeyPair extends PublicPoint {
  readonly privateKey: KeyObject
}

/** The same with its private half told, for who keeps it sealed. */
export interface FreshKeptKeyPair extends FreshKeyPair {
  readonly d: string
}

/**
 * Several are made and told at once and wait for their one use: between other work a key takes twice as long, since the processor has to
 * fetch everything again.
 */
function madeTogether<Told>(tell: (pair: KeyPairKeyObjectResult) => Told): () => Told {
  let ready: Told[] = []
  const make = (): Told => tell(generateKeyPairSync('ec', { namedCurve: 'P-256' }))
  return () => {
    if (ready.length === 0) ready = Array.from({ length: madeAtOnce }, make)
    return ready.pop() ?? make()
  }
}

export const freshKeyPair: () => FreshKeyPair = madeTogether(({ privateKey, publicKey }) => {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  return { privateKey, x, y }
})

export const freshKeptKeyPair: () => FreshKeptKeyPair = madeTogether(({ privateKey }) => {
  const { x = '', y = '', d = '' } = privateKey.export({ format: 'jwk' })
  return { privateKey, x, y, d }
})
