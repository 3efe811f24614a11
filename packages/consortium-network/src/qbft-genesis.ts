import { encodeRlp } from 'ethers'

export interface GenesisOptions {
  readonly chainId: number
  /** Addresses of the first validators. */
  readonly validators: readonly string[]
}

const vanity = `0x${'00'.repeat(32)}`

/** Who may seal the first block: vanity, validators, no vote, round 0, no seals. @see Besu, "QBFT", extra data */
export const qbftExtraData = (validators: readonly string[]): string => encodeRlp([vanity, [...validators].toSorted(), [], '0x', []])

/**
 * The first block of a network of Besu nodes that agree by QBFT. It goes on with one of five nodes stopped, and stops with
 * two: better no ledger than two. Gas is free, since only nodes of authorities can reach it, and no account holds anything.
 */
export const qbftGenesis = ({ chainId, validators }: GenesisOptions) => ({
  config: {
    chainId,
    berlinBlock: 0,
    londonBlock: 0,
    zeroBaseFee: true,
    qbft: { blockperiodseconds: 4, epochlength: 30_000, requesttimeoutseconds: 8 },
  },
  nonce: '0x0',
  timestamp: '0x0',
  gasLimit: '0x1c9c380',
  difficulty: '0x1',
  // Marks a chain of this kind of consensus: the words are "practical byzantine fault tolerance".
  mixHash: '0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365',
  coinbase: `0x${'00'.repeat(20)}`,
  extraData: qbftExtraData(validators),
  alloc: {},
})
