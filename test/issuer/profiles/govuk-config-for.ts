import type { GovukConfig } from '@counterfoil/issuer/govuk-config'

export const govukClient = 'counterfoil-at-one-login'
export const statusClient = 'counterfoil-at-status'
/** Ada, as her wallet is known. */
export const subject = 'urn:fdc:wallet.account.gov.uk:2024:DtPT8x-dp_73tnlY3KNTiCitziN9GEherD16bqxNt9i'

export const govukConfigFor = (oneLogin: { readonly url: string }, status: { readonly url: string } | null): GovukConfig => ({
  authorizationServer: oneLogin.url,
  clientId: govukClient,
  subjectColumn: 'wallet_subject_id',
  refreshUrl: 'https://www.aldermoor.gov.uk/renew/{type}',
  walletLink: 'https://mobile.account.gov.uk/wallet/add',
  validityDays: 30,
  status: status === null ? null : { url: status.url, clientId: statusClient, retryMs: 100 },
  privateHosts: ['localhost'],
})
