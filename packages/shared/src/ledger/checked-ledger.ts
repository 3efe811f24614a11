import { keccak_256 } from '@noble/hashes/sha3.js'
import { fromHex, toHex } from '../kernel/bytes.ts'
import { seconds, type EpochSeconds } from '../kernel/branded.ts'
import type { Clock } from '../kernel/clock.ts'
import { isYoungerThan } from '../kernel/fact.ts'
import type { NetworkLedger } from '../network/network.ts'
import { LedgerDoubtful, type Answers, type LedgerReader } from './ledger-reader.ts'
import { chainIdQuestion, codeOf } from './questions.ts'

/** Keccak-256 of the registry's program as `ethr-did-registry` 1.3.0 deploys it. */
export const publishedRegistryCode = '0x13c5fbf71b05bbc6c985c8f8bdf24489f86c0330caea90e7fbf8749087db9057'

const checkedFor = seconds(3600)

/**
 * A ledger of which it is checked, with the first question and hourly, that it is the right chain and has the right
 * registry: the check rides along in the same round trip. Until it passes nothing is believed.
 */
export function checkedLedger(reader: LedgerReader, network: Pick<NetworkLedger, 'chainId' | 'registry' | 'registryCode'>, clock: Clock): LedgerReader {
  let passedAt: EpochSeconds | null = null
  const check = (chainId: number, code: string): void => {
    if (chainId !== network.chainId) throw new LedgerDoubtful(`chain ${chainId} instead of ${network.chainId}`)
    const digest = `0x${toHex(keccak_256(fromHex(code) ?? new Uint8Array()))}`
    if (digest !== (network.registryCode ?? publishedRegistryCode).toLowerCase()) throw new LedgerDoubtful(`another contract than the registry at ${network.registry}`)
  }
  return {
    ask: async (questions, signal) => {
      const now = clock.now()
      if (passedAt !== null && isYoungerThan({ observedAt: passedAt }, checkedFor, now)) return reader.ask(questions, signal)
      const checks = [chainIdQuestion, codeOf(network.registry)] as const
      const answers: readonly unknown[] = await reader.ask([...questions, ...checks], signal)
      check(answers.at(-2) as number, answers.at(-1) as string) // the answers to `checks`
      passedAt = now
      return answers.slice(0, -2) as Answers<typeof questions>
    },
  }
}
