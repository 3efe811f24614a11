import type { Database } from '@counterfoil/service-kit/persistence/database'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import type { Clock } from '@counterfoil/shared/kernel/clock'
import type { Random } from '@counterfoil/shared/kernel/random'
import type { CodeGrantMetadata } from '@counterfoil/shared/oauth/authorization-server-metadata'
import type { CredentialConfiguration } from '@counterfoil/shared/oid4vci/credential-configuration'
import { citizenSignInOidc } from './adapters/citizen-sign-in-oidc.ts'
import { oneTimeValues } from './adapters/one-time-values.ts'
import { openChecks } from './adapters/open-checks.ts'
import { walletAttestations } from './adapters/wallet-attestations.ts'
import type { Dpop } from './assemble-dpop.ts'
import { stepsIn } from './assemble-profiles.ts'
import type { AuthorizationConfig } from './authorization-config.ts'
import type { IssuerConfig } from './config.ts'
import type { Authority } from './domain/authority.ts'
import type { Profile } from './domain/profile.ts'
import type { AuthorizationPorts } from './http/authorization-routes.ts'
import type { DraftSeals, ProofCrypto, RecordSource } from './ports.ts'
import type { CitizenSignIn } from './ports/authorization.ts'
import type { CaseReferences } from './ports/council-api.ts'
import type { RecordGaps } from './ports/record-gaps.ts'
import { personOfSignIn } from './use-cases/person-of-sign-in.ts'
import type { FreezeByCitizenPorts } from './use-cases/freeze-by-citizen.ts'
import { authorizeWallet, type AuthorizeWallet } from './use-cases/authorize-wallet.ts'
import { issuerStates, offerBySignIn } from './use-cases/offer-by-sign-in.ts'
import { pushAuthorizationRequest } from './use-cases/push-authorization-request.ts'
import { redeemAuthorization } from './use-cases/redeem-authorization.ts'

interface Parts {
  readonly profile: Profile
  readonly clock: Clock
  readonly random: Random
  readonly database: Database
  readonly seals: DraftSeals
  readonly records: RecordSource
  readonly gaps: RecordGaps
  readonly cases: CaseReferences
  readonly crypto: ProofCrypto
  readonly dpop: Dpop
  readonly authorities: ReadonlyMap<string, Authority>
  readonly types: ReadonlyMap<string, CredentialType>
  readonly configurations: ReadonlyMap<string, CredentialConfiguration>
  readonly issuerUrl: string
  /** Stands in for the provider in tests. */
  readonly citizenSignIn: CitizenSignIn | null
}

/** Everything of the authorization code grant. */
export interface Authorization {
  readonly ports: AuthorizationPorts
  readonly authorize: AuthorizeWallet
  readonly metadata: CodeGrantMetadata
  /** What else citizens who sign in can be served with. */
  readonly citizens: Pick<FreezeByCitizenPorts, 'steps' | 'signIn' | 'personOf' | 'clients'>
}

/** Null where citizens can't sign in. */
export const authorizationIn = ({ authorization = null, issuerUrl }: IssuerConfig, parts: Omit<Parts, 'issuerUrl'>): Authorization | null => (authorization === null ? null : assembleAuthorization(authorization, { ...parts, issuerUrl }))

function assembleAuthorization(config: AuthorizationConfig, { crypto, dpop, issuerUrl, citizenSignIn, ...parts }: Parts): Authorization {
  const { profile } = parts
  const steps = stepsIn({ ...parts, crypto })
  const once = oneTimeValues(parts.database)
  const admitted = config.clients.filter(({ authentication }) => !profile.onlyAttestedWallets || authentication === 'attest_jwt_client_auth')
  const clients = new Map(admitted.map((client) => [client.clientId, client]))
  const wallets = {
    clients,
    attestations: walletAttestations(config.attestationAnchors, once),
    dpop: dpop.proofs,
  }
  const states = issuerStates({ random: parts.random, types: parts.types, macOf: (authority) => crypto.nonceMac(`issuer state ${authority}`) })
  const shared = { ...parts, ...wallets, checks: openChecks(parts.database.reads), steps, states }
  const signIn = citizenSignIn ?? citizenSignInOidc({ ...config.signIn, clock: parts.clock, redirectUri: `${issuerUrl}/collect/signed-in` })
  const personOf = personOfSignIn(parts.records, config.recordColumn)
  return {
    authorize: authorizeWallet({ ...shared, signIn, personOf }),
    citizens: { steps, signIn, personOf, clients },
    ports: {
      ...dpop.ports,
      pushAuthorizationRequest: pushAuthorizationRequest(shared),
      redeemAuthorization: redeemAuthorization(shared),
      offerBySignIn: offerBySignIn(shared),
    },
    metadata: {
      scopes: [...parts.types.keys()],
      clientAuthentication: [...new Set(admitted.map(({ authentication }) => authentication))],
    },
  }
}
