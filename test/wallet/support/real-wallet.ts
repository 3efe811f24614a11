import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { offerValueLink } from '@counterfoil/shared/oid4vci/credential-offer'
import type { JsonObject } from '@counterfoil/shared/kernel/json'
import type { WalletNetwork } from '@counterfoil/shared/network/network'
import { assemble, openKeep, type Wallet } from '@counterfoil/wallet/assemble'
import type { HeldCredential } from '@counterfoil/wallet/domain/held-credential'
import { makeLockParts } from './lock-parts.ts'
import { receiveToRedeem } from './receive-to-redeem.ts'

/** A whole wallet before a real network: nothing stands in for anything but the browser. */
export async function openRealWallet(network: WalletNetwork): Promise<Wallet> {
  const now = (): number => Math.floor(Date.now() / 1000)
  return assemble(network, await openKeep(randomUUID(), makeLockParts({ now })), { fetch, origin: 'https://wallet.example', now })
}

/** Collects what an offer says, with its transaction code, and says that it is theirs. */
export async function collectAndKeep(wallet: Wallet, offer: JsonObject, txCode: string): Promise<HeldCredential> {
  const link = offerValueLink(offer)
  const received = await receiveToRedeem(wallet, link.slice(link.indexOf('?')))
  const id = await wallet.keepUnconfirmed(await wallet.collectCredential(received, await wallet.redeemOffer(received, txCode)))
  const held = (await wallet.vault.credentials()).find((one) => one.id === id)
  if (held === undefined) throw new Error('not kept')
  await wallet.confirmCredential(held)
  return held
}
