import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import { seconds } from '@counterfoil/shared/kernel/branded'
import type { NetworkList } from '@counterfoil/shared/network/network'
import { emptyList, judgeEntries } from '@counterfoil/shared/signed-list/judge-entries'
import { ListDoubtful, ListUnavailable } from '@counterfoil/shared/signed-list/list-doubtful'
import { anchorChainName, anchorsHeadType, entriesMediaType, headMediaType, parseHead } from '@counterfoil/shared/signed-list/list-head'
import { createListReader, type FetchListText } from '@counterfoil/shared/signed-list/list-reader'
import type { ListState } from '@counterfoil/shared/signed-list/list-state'
import { thumbprintOf } from '@counterfoil/shared/signed-list/list-thumbprint'
import { verifyEs256ByJwk } from '../crypto/es256.ts'
import { anchorsFile } from '../signed-list/anchor-folder.ts'
import { chainAfter, emptyChain, judgeAnchor, type AnchorChain } from '../signed-list/judge-anchors.ts'
import { readEntries, readLines } from '../signed-list/list-folder.ts'
import { systemClock } from '../system/system-clock.ts'
import type { Anchor, AnchorName } from './anchor.ts'

/** A list and the chains of anchors beside it, as somebody has them. */
export interface ListSource {
  /** Throws `ListDoubtful` for a list that can't be, `ListUnavailable` for one that can't be had. */
  state(): Promise<ListState>
  /** A key's chain, one anchor a line, and where it is said to end; null when nobody says. */
  chain(key: P256PublicJwk, state: ListState): Promise<{ readonly lines: readonly string[]; readonly end: AnchorChain | null }>
}

/** Copies in a folder: `entries.jsonl`, and the chains below `anchors`. What was cut off at the end of a chain is not found. */
export const listInFolder = (folder: string, { consortium, founding }: NetworkList): ListSource => ({
  state: async () => {
    const { length, state } = await judgeEntries(emptyList, readEntries(folder), { network: consortium, founding, verify: verifyEs256ByJwk, now: systemClock.now() })
    if (length === 0) throw new ListUnavailable(`there is no list in ${folder}`)
    return state
  },
  chain: async (key) => ({ lines: readLines(anchorsFile(folder, thumbprintOf(key))), end: null }),
})

const longestChain = 512 * 1024 * 1024

/** The list as its publisher serves it, whose heads say how long it and its chains are. */
export function publishedList({ url, consortium, founding }: NetworkList, fetchText: FetchListText): ListSource {
  const reader = createListReader({ url, network: consortium, founding, fetchText, verify: verifyEs256ByJwk, clock: systemClock, freshFor: seconds(60) })
  return {
    state: async () => (await reader.read(seconds(300))).state,
    chain: async (key, { government }) => {
      const at = `${url}/anchors/${thumbprintOf(key)}`
      const answer = await fetchText(`${at}/head.jwt`, { accept: headMediaType, mostBytes: 4096 })
      if (answer.status === 404) return { lines: [], end: emptyChain }
      const signed = parseHead(answer.text, { type: anchorsHeadType, most: Number.MAX_SAFE_INTEGER })
      const publisher = government?.publisher
      if (signed === null || publisher === undefined || signed.head.network !== anchorChainName(consortium, thumbprintOf(key)) || !verifyEs256ByJwk(publisher, signed.signingInput, signed.signature)) throw new ListDoubtful('the head of a chain of anchors is not its publisher\'s')
      const { text } = await fetchText(`${at}/entries.jsonl`, { accept: entriesMediaType, mostBytes: longestChain })
      return { lines: text.split('\n').slice(0, signed.head.length), end: signed.head }
    },
  }
}

/** Every anchor of a name for an identity, by number, from the chains of all keys that ever anchored for it. Throws `ListDoubtful` when one is left out. */
export async function readListAnchors(source: ListSource, { consortium }: NetworkList, did: string, name: AnchorName): Promise<readonly Anchor[]> {
  const state = await source.state()
  const anchors: Anchor[] = []
  for (const jwk of state.anchorKeys.get(did) ?? []) {
    const { lines, end } = await source.chain(jwk, state)
    let chain = emptyChain
    for (const line of lines) {
      const signed = judgeAnchor(chain, line, { network: consortium, did, jwk, now: systemClock.now() })
      chain = chainAfter(signed)
      if (signed.entry.name === name) anchors.push({ ...signed.digest, on: 'list', spot: `anchor ${signed.entry.number} of its chain` })
    }
    if (end !== null && (end.length !== chain.length || end.last !== chain.last)) throw new ListDoubtful(`the anchors of ${did} end otherwise than their head says`)
  }
  return anchors.toSorted((one, other) => one.number - other.number)
}
