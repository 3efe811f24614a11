import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readSafe } from '@counterfoil/service-kit/governance/safe-state'
import { parseEthrDid } from '@counterfoil/shared/did/ethr-did'
import { changedOf } from '@counterfoil/shared/ledger/erc1056'
import type { Command } from './command.ts'
import type { Place } from './place.ts'
import type { Plan } from './plan.ts'

/**
 * Names a plan by what was asked, what would be written and what that was decided from: the ledger's last changes, the Safe's
 * turn, the network file. When any of these has moved on, the same command has another plan.
 */
export async function planId(place: Place, command: Command, plan: Plan): Promise<string> {
  const { ledger, authorities } = place.network
  const concerned = command.subject === '' ? authorities : authorities.filter(({ id }) => id === command.subject)
  const identities = [ledger.consortium, ...concerned.map(({ did }) => did)]
  const changes = await place.reader.ask(identities.map((did) => changedOf(ledger.registry, parseEthrDid(did)?.address ?? '')))
  const { nonce, owners, threshold } = await readSafe(place.reader, place.governance.safe)
  const basis = { changes, nonce, owners, threshold, network: hash('sha256', readFileSync(place.networkFile)) }
  return hash('sha256', JSON.stringify([command, plan.words, plan.note ?? null, basis]), 'base64url')
}
