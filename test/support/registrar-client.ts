import { readFileSync } from 'node:fs'
import type { Neighbourhood } from '@counterfoil/neighbourhood/start-neighbourhood'

interface Outcome {
  readonly outcome: string
  readonly proposal?: { readonly number: number }
}

/** The registrar of a neighbourhood, asked as consoles of the authorities do. */
export function registrarOf({ places: { urls }, secrets }: Pick<Neighbourhood, 'places' | 'secrets'>) {
  const tokens = JSON.parse(readFileSync(secrets.registrarTokens, 'utf8')) as Record<string, string>
  async function ask<Answer>(caller: string, path: string, body?: object): Promise<Answer> {
    const headers = { authorization: `Bearer ${tokens[caller] ?? ''}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
    const response = await fetch(`${urls.registrar}${path}`, { method: 'POST', headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as Answer
  }
  async function carryOut(command: object): Promise<Outcome> {
    const { plan } = await ask<{ plan: string }>('operator', '/plans', command)
    return ask<Outcome>('operator', '/writes', { plan, command })
  }
  return {
    carryOut,
    /** Proposed by the operator, signed by these authorities, each with its own token, and executed by the first of them. */
    decide: async (signers: readonly string[], command: object): Promise<void> => {
      const { proposal } = await carryOut(command)
      const at = `/proposals/${proposal?.number ?? ''}`
      for (const authority of signers) await ask(authority, `${at}/signatures`, { as: authority })
      await ask(signers[0] ?? '', `${at}/execution`)
    },
  }
}
