import { parseArgs, type ParseArgsConfig } from 'node:util'
import { TrustUnavailable } from '@counterfoil/shared/trust/trust-unavailable'

/** Reads the command line of a program that pnpm may have started, which hands its own `--` on. */
export const readArgumentsOf = <Config extends ParseArgsConfig>(config: Config) => parseArgs<Config>({ ...config, args: process.argv.slice(2).filter((one) => one !== '--') })

/** Runs a program to the code that it answers; what hinders it is told in one sentence, with code 2. */
export async function runProgram(inVain: string, work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work()
  } catch (error) {
    const before = error instanceof TrustUnavailable ? `${inVain} ` : ''
    process.stderr.write(`${before}${error instanceof Error ? error.message : 'It failed.'}\n`)
    process.exitCode = 2
  }
}
