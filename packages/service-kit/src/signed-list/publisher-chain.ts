import { readTextAtMost } from '@counterfoil/shared/kernel/read-text'
import { Refusal } from '@counterfoil/shared/kernel/refusal'
import { anchorsHeadType, headMediaType, parseHead } from '@counterfoil/shared/signed-list/list-head'
import { membersOf } from '../audit/members-of.ts'
import { emptyChain } from './judge-anchors.ts'
import type { AnchorChainPort } from './list-sink.ts'

const patienceMs = 5000
const largest = 4096

/** Chains of anchors at a list's publisher, whose word is no proof: where an anchor stands is seen by who reads the chain. */
export function publisherChain(url: string): AnchorChainPort {
  return {
    append: async (text) => {
      const response = await asked(`${url}/anchors`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ anchor: text }) })
      if (response.status === 409) throw new Refusal('conflict', { detail: 'the anchor does not follow on its chain' })
      const { length, last } = membersOf(await readTextAtMost(response, largest))
      if (response.status !== 200 || typeof length !== 'number' || typeof last !== 'string') throw new Error(`The list's publisher answered ${response.status} to an anchor.`)
      return { length, last }
    },
    end: async (thumbprint) => {
      const response = await asked(`${url}/anchors/${thumbprint}/head.jwt`, { headers: { accept: headMediaType } })
      if (response.status === 404) return emptyChain
      const head = parseHead(await readTextAtMost(response, largest), { type: anchorsHeadType, most: Number.MAX_SAFE_INTEGER })?.head
      if (head === undefined) throw new Error(`The list's publisher answered ${response.status} to who asked for the end of a chain.`)
      return head
    },
  }
}

const asked = (url: string, init: RequestInit): Promise<Response> => fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(patienceMs) })
