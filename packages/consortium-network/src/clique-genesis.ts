import { concat } from 'ethers'
import type { GenesisOptions } from './qbft-genesis.ts'

export interface CliqueGenesisOptions extends GenesisOptions {
  /** Account that holds money at first, to fund the accounts that pay: gas isn't free between these nodes. */
  readonly funded: string
}

/** Vanity, signers in the order of their addresses, room for a seal. @see EIP-225 */
const extraDataOf = (signers: readonly string[]): string => concat([`0x${'00'.repeat(32)}`, ...signers.map((one) => one.toLowerCase()).toSorted(), `0x${'00'.repeat(65)}`])

const forks = ['homestead', 'eip150', 'eip155', 'eip158', 'byzantium', 'constantinople', 'petersburg', 'istanbul', 'berlin', 'london']

/**
 * The first block of a network of geth nodes that take turns by Clique: for rehearsals on one machine. Three of five are
 * enough to go on, and a block can be undone, neither of which is so with QBFT.
 */
export const cliqueGenesis = ({ chainId, validators, funded }: CliqueGenesisOptions) => ({
  config: { chainId, ...Object.fromEntries(forks.map((fork) => [`${fork}Block`, 0])), clique: { period: 1, epoch: 30_000 } },
  difficulty: '0x1',
  gasLimit: '0x1c9c380',
  extraData: extraDataOf(validators),
  alloc: { [funded]: { balance: '0x33b2e3c9fd0803ce8000000' } },
})
