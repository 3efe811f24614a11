import { readFileSync } from 'node:fs'
import type { AnyNetwork, Network } from '@counterfoil/shared/network/network'
import { parseNetwork } from '@counterfoil/shared/network/parse-network'
import { parseAnchor } from '../crypto/certificate-chain.ts'
import { ConfigurationError } from './read-env.ts'

export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new ConfigurationError(`The ${what} can't be read at ${file}.`)
  }
}

/** A secret of at least 32 characters from a file of its own. */
export function readSecret(file: string, what: string): string {
  const secret = readText(file, what)
  if (secret.length < 32) throw new ConfigurationError(`The ${what} in ${file} is shorter than 32 characters.`)
  return secret
}

/** The PIN of a token from a file of its own. */
export const readPin = (file: string): string => readText(file, 'PIN of the token')

export function readJson<Value>(file: string, what: string): Value {
  try {
    return JSON.parse(readText(file, what)) as Value
  } catch (error) {
    if (error instanceof ConfigurationError) throw error
    throw new ConfigurationError(`The ${what} at ${file} is not JSON.`)
  }
}

/** The public facts of the network, as its set-up wrote them. */
export function readNetwork(file: string): AnyNetwork {
  const network = parseNetwork(readJson<unknown>(file, 'network file'))
  if ('wrong' in network) throw new ConfigurationError(`The network file at ${file} lacks or has wrong: ${network.wrong.slice(0, 5).join(', ')}.`)
  return network
}

/** The same of a network that trusts by a ledger. */
export function readLedgerNetwork(file: string): Network {
  const network = readNetwork(file)
  if (network.ledger === undefined) throw new ConfigurationError(`The network file at ${file} names no ledger.`)
  return network
}

const pemEnd = '-----END CERTIFICATE-----'

/** Certificates in PEM, one below the other. */
export function readCertificates(file: string, what: string): readonly string[] {
  const blocks = readText(file, what).split(pemEnd).map((block) => block.trim()).filter((block) => block !== '')
  const certificates = blocks.map((block) => `${block}\n${pemEnd}`)
  try {
    for (const certificate of certificates) parseAnchor(certificate)
  } catch {
    throw new ConfigurationError(`The ${what} in ${file} are not certificates in PEM.`)
  }
  if (certificates.length === 0) throw new ConfigurationError(`The file ${file} holds no ${what}.`)
  return certificates
}
