import { createRequire } from 'node:module'
import { Interface, type InterfaceAbi } from 'ethers'
import type { LedgerSender } from '../ledger/ledger-sender.ts'

interface Artifact {
  readonly abi: InterfaceAbi
  readonly bytecode: string
}

const require = createRequire(import.meta.url)
const artifact = (path: string): Artifact => require(`@safe-global/safe-smart-account/build/artifacts/contracts/${path}.json`) as Artifact

// Safe with events for each execution: on a network of the authorities' own nobody traces transactions.
const published = { singleton: 'SafeL2.sol/SafeL2', factory: 'proxies/SafeProxyFactory.sol/SafeProxyFactory', multiSend: 'libraries/MultiSendCallOnly.sol/MultiSendCallOnly' } as const

/** Addresses of the Safe contracts that many Safes share. */
export type SafeContracts = Readonly<Record<keyof typeof published, string>>

/** The code that creates each. */
export const publishedContracts: SafeContracts = { singleton: artifact(published.singleton).bytecode, factory: artifact(published.factory).bytecode, multiSend: artifact(published.multiSend).bytecode }

export const safeInterface = new Interface(artifact(published.singleton).abi)
export const factoryInterface = new Interface(artifact(published.factory).abi)
export const multiSendInterface = new Interface(artifact(published.multiSend).abi)

/** Puts the published contracts on a network that doesn't have them yet. */
export async function deploySafeContracts(sender: LedgerSender, actor: string): Promise<SafeContracts> {
  const deploy = async (name: keyof typeof published): Promise<string> => {
    const { contract } = await sender.send({ key: `deploy ${published[name]}`, to: null, data: artifact(published[name]).bytecode, reason: 'consortium.safe_contracts', actor })
    if (contract === null) throw new Error(`The ledger names no address for ${name}.`)
    return contract
  }
  return { singleton: await deploy('singleton'), factory: await deploy('factory'), multiSend: await deploy('multiSend') }
}
