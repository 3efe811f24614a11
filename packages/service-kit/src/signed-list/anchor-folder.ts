import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { EpochSeconds } from '@counterfoil/shared/kernel/branded'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { ListDoubtful } from '@counterfoil/shared/signed-list/list-doubtful'
import type { ListState } from '@counterfoil/shared/signed-list/list-state'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import { locked } from '../config/locked.ts'
import { parseAnchorEntry } from './anchor-entry.ts'
import { chainAfter, emptyChain, judgeAnchor, type AnchorChain } from './judge-anchors.ts'
import { appendLine, readLines } from './list-folder.ts'

const anchorsIn = (folder: string): string => join(folder, 'anchors')
export const anchorsFile = (folder: string, thumbprint: string): string => join(anchorsIn(folder), `${thumbprint}.jsonl`)

/** Thumbprints of the keys that have a chain in a folder. */
export const anchoringKeysIn = (folder: string): readonly string[] => (existsSync(anchorsIn(folder)) ? readdirSync(anchorsIn(folder)).flatMap((name) => (name.endsWith('.jsonl') ? [name.slice(0, -6)] : [])) : [])

/** Where a key's chain ends. What stands there was judged when it was appended. */
export function chainIn(folder: string, thumbprint: string): AnchorChain {
  const last = parseAnchorEntry(readLines(anchorsFile(folder, thumbprint)).at(-1) ?? '')
  return last === null ? emptyChain : chainAfter(last)
}

export const readAnchorLines = (folder: string, thumbprint: string): Buffer | null => (existsSync(anchorsFile(folder, thumbprint)) ? readFileSync(anchorsFile(folder, thumbprint)) : null)

/**
 * Appends an anchor to the chain of the key that anchors for an identity now, by the list; the one that stands there last is
 * taken for what it is. Refuses `invalid_request` for what is no anchor, `forbidden` for one by any other key, `conflict`
 * for one that doesn't follow.
 */
export async function appendAnchor(folder: string, { network, state, now }: { readonly network: string; readonly state: ListState; readonly now: EpochSeconds }, text: string): Promise<AnchorChain> {
  const signed = parseAnchorEntry(text)
  if (signed === null) throw new Refusal('invalid_request', { detail: 'this is no anchor' })
  const { thumbprint, entry } = signed
  const jwk = state.anchorKeys.get(entry.did)?.at(-1)
  if (jwk === undefined || thumbprintOf(jwk) !== thumbprint || state.givenUp.has(entry.did)) throw new Refusal('forbidden', { detail: `${thumbprint} anchors for nobody` })
  mkdirSync(anchorsIn(folder), { recursive: true })
  return locked(`${anchorsFile(folder, thumbprint)}.lock`, (mustHold) => {
    const chain = chainIn(folder, thumbprint)
    if (chain.last === signed.hash) return chain
    const checks = { network, did: entry.did, jwk, now }
    const judged = refusing(() => judgeAnchor(chain, text, checks))
    mustHold()
    refusing(() => appendLine(anchorsFile(folder, thumbprint), text, chain.length))
    return chainAfter(judged)
  })
}

function refusing<Made>(work: () => Made): Made {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof ListDoubtful) throw new Refusal('conflict', { detail: cause.message, cause })
    throw cause
  }
}
