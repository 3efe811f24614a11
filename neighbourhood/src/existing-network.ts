import { existsSync } from 'node:fs'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { readNetwork } from '@counterfoil/service-kit/config/read-files'
import { createLedgerReader } from '@counterfoil/service-kit/ledger/create-ledger-reader'
import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import { changedOf } from '@counterfoil/shared/ledger/erc1056'
import { isListNetwork, type AnyNetwork } from '@counterfoil/shared/network/network'
import { parseEntry } from '@counterfoil/shared/signed-list/list-entry'
import { readEntries } from '@counterfoil/service-kit/signed-list/list-folder'
import { CannotStart } from './cannot-start.ts'
import { councils } from './councils.ts'
import type { Places } from './places.ts'

export const beginAfresh = '`npm start -- --reset` begins afresh; credentials issued so far end with it.'

/** The network as an earlier start left it; null when there is none yet. Throws `CannotStart`. */
export function readExistingNetwork({ networkFile }: Places): AnyNetwork | null {
  if (!existsSync(networkFile)) return null
  try {
    const network = readNetwork(networkFile)
    if (network.authorities.length >= councils.length) return network
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
  }
  throw new CannotStart(`The file ${networkFile} is broken. ${beginAfresh}`)
}

/** A ledger, or a list, that lost its history knows no council, and every credential would be refused later. Throws `CannotStart`. */
export async function mustBeTold(network: AnyNetwork, { ledgerDir, listDir }: Places): Promise<void> {
  if (isListNetwork(network)) {
    if (parseEntry(readEntries(listDir)[0] ?? '')?.hash !== network.trust.founding) throw new CannotStart(`The list in ${listDir} is not the one that the network file names. ${beginAfresh}`)
    return
  }
  const { ledger } = network
  const { address = '' } = parseEthrDid(ledger.consortium) ?? {}
  const [lastChange] = await createLedgerReader(ledger).ask([changedOf(ledger.registry, address)])
  if (lastChange === 0) throw new CannotStart(`The ledger in ${ledgerDir} lacks the councils that the network file names. ${beginAfresh}`)
}
