import type { CredentialOffer } from '@counterfoil/shared/oid4vci/credential-offer'
import type { Wallet } from '@counterfoil/wallet/assemble'
import { offerLinkOf } from '@counterfoil/wallet/domain/offer-link'
import { isToRedeem, type ReceivedOffer } from '@counterfoil/wallet/use-cases/receive-offer'

/** Opens the link of an offer that has a code. */
export async function receiveToRedeem(wallet: Pick<Wallet, 'receiveOffer'>, link: string): Promise<ReceivedOffer<CredentialOffer>> {
  const received = await wallet.receiveOffer(offerLinkOf(link))
  if (!isToRedeem(received)) throw new Error('This offer is to those who sign in.')
  return received
}
