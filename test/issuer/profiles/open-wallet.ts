import { preAuthorizedCodeGrant } from '@counterfoil/shared/oauth/authorization-server-metadata'
import { walletKey } from '../../support/outside-wallet.ts'
import { makeProof } from '../issuer-scene.ts'
import { entryOf, fetchText, jwtPart, verifyByCertificate, verifyByKid, type StatusPlace } from './wallet-tools.ts'
import type { KeyOf } from './swiyu-wallet.ts'

// A wallet of OpenID4VCI 1.0 and nothing else: an offer by reference, a transaction code, one key proof. It believes the key that signed, by whichever name.

export interface OpenCredential {
  readonly status: StatusPlace
}

export interface OpenWallet {
  collect(offerUri: string, txCode: string): Promise<OpenCredential>
  statusOf(credential: OpenCredential): Promise<number>
}

interface Offer {
  readonly credential_issuer: string
  readonly credential_configuration_ids: readonly string[]
  readonly grants: Readonly<Record<string, { readonly 'pre-authorized_code': string }>>
}

export const openWallet = ({ keyOf, anchors }: { readonly keyOf: KeyOf; readonly anchors: readonly string[] }): OpenWallet => ({
  collect: async (offerUri, txCode) => {
    const { credential_issuer: issuer, credential_configuration_ids: ids, grants } = JSON.parse(await fetchText(offerUri, 'application/json')) as Offer
    const code = grants[preAuthorizedCodeGrant]?.['pre-authorized_code'] ?? ''
    const { access_token: token } = (await (await fetch(`${issuer}/token`, { method: 'POST', body: new URLSearchParams({ grant_type: preAuthorizedCodeGrant, 'pre-authorized_code': code, tx_code: txCode }) })).json()) as { access_token: string }
    const { c_nonce: nonce } = (await (await fetch(`${issuer}/nonce`, { method: 'POST' })).json()) as { c_nonce: string }
    const proof = makeProof(walletKey(), { aud: issuer, iat: Math.floor(Date.now() / 1000), nonce })
    const body = JSON.stringify({ credential_configuration_id: ids.find((id) => id.endsWith('-sd-jwt')), proofs: { jwt: [proof] } })
    const answer = await fetch(`${issuer}/credential`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body })
    const { credentials } = (await answer.json()) as { credentials: readonly { readonly credential: string }[] }
    const [jwt = ''] = (credentials[0]?.credential ?? '').split('~')
    await verifyByKid(jwt, keyOf, 'dc+sd-jwt')
    await verifyByCertificate(jwt, anchors, 'dc+sd-jwt')
    return { status: (jwtPart(jwt, 1)['status'] as { status_list: StatusPlace }).status_list }
  },
  statusOf: async ({ status: { idx, uri } }) => entryOf((await verifyByKid(await fetchText(uri, 'application/statuslist+jwt'), keyOf, 'statuslist+jwt')).claims, idx),
})
