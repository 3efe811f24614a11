import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import type { ProviderKey } from './attester.ts'

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000)

/** The key of a provider with its certificates, the key's own first. Throws a `ConfigurationError` for what no issuer would believe. */
export function providerKey(pem: string, pems: readonly string[]): ProviderKey {
  const key = privateKey(pem)
  const chain = pems.map((certificate) => new X509Certificate(certificate))
  const [leaf] = chain
  if (leaf?.publicKey.equals(createPublicKey(key)) !== true) throw new ConfigurationError('The first certificate of PROVIDER_CHAIN_FILE is not for the key of PROVIDER_KEY_FILE.')
  if (leaf.ca) throw new ConfigurationError('The first certificate of PROVIDER_CHAIN_FILE is one of an authority.')
  const isChain = chain.every((certificate, place) => place === 0 || (chain[place - 1]?.checkIssued(certificate) === true && chain[place - 1]?.verify(certificate.publicKey) === true))
  if (!isChain) throw new ConfigurationError('The certificates of PROVIDER_CHAIN_FILE don\'t each certify the one before.')
  // @see HAIP 1.0, section 4.4.1
  if (chain.some((certificate) => certificate.checkIssued(certificate))) throw new ConfigurationError('PROVIDER_CHAIN_FILE must leave out the anchor.')
  const until = Math.min(...chain.map(({ validToDate }) => seconds(validToDate)))
  if (until <= Date.now() / 1000) throw new ConfigurationError('A certificate of PROVIDER_CHAIN_FILE has ended.')
  return { key, x5c: chain.map(({ raw }) => raw.toString('base64')), until }
}

function privateKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key
  } catch {
    // The same sentence as for a key of another kind.
  }
  throw new ConfigurationError('The file of PROVIDER_KEY_FILE must hold a private P-256 key in PEM.')
}
