import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import { KeyMisconfigured } from '@counterfoil/service-kit/keys/key-keeper'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { LedgerUnavailable } from '@counterfoil/shared/ledger/ledger-reader'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'
import { readArguments, usage } from './arguments.ts'
import { runCommand } from './command-line.ts'
import { openOffice } from './open-office.ts'

const say = (words: string): void => void process.stdout.write(`${words}\n`)

async function main(): Promise<void> {
  const asked = readArguments(process.argv.slice(2))
  if (asked.help) return say(usage)
  const office = await openOffice(asked.data)
  try {
    await runCommand(office, asked, say)
  } finally {
    await office.close()
  }
}

function sentenceOf(error: unknown): string | null {
  if (error instanceof ConfigurationError || error instanceof KeyMisconfigured) return error.message
  if (error instanceof Refusal) return error.detail === undefined ? error.message : `${error.message} (${error.detail})`
  if (error instanceof LedgerUnavailable) return 'The ledger cannot be reached: is the neighbourhood running?'
  return error instanceof TrustUnavailable ? error.message : null
}

main().catch((error: unknown) => {
  const sentence = sentenceOf(error)
  process.stderr.write(`${sentence ?? (error instanceof Error ? error.stack : String(error))}\n`)
  process.exitCode = sentence === null ? 1 : 2
})
