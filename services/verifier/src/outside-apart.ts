import { parseAnchor, vouchTogether } from '@counterfoil/service-kit/crypto/certificate-chain'
import { readCatalogue } from '@counterfoil/service-kit/catalogue/read-catalogue'
import { ConfigurationError } from '@counterfoil/service-kit/config/read-env'
import type { CredentialType } from '@counterfoil/shared/catalogue/credential-type'
import { sameDid } from '@counterfoil/shared/did/ethr-did'
import { isListNetwork, type AnyNetwork } from '@counterfoil/shared/network/network'
import { listedTwice, namesOfCatalogue, type OutsideIssuer, type OutsideTrust } from './domain/type-policies.ts'

/**
 * Refuses policies of types that neither the network has nor anybody else is trusted for, and a list of issuers beyond the network that has something of the network's on it. Who is on the list is judged by the
 * list alone, so an authority would no longer be held to its revoked keys; and by an anchor of the network's, every
 * authority's certificate would be one outside issuer's.
 */
export function checkApart(network: AnyNetwork, outsideTrust: OutsideTrust = {}, types: ReadonlyMap<string, CredentialType> = readCatalogue()): void {
  const twice = listedTwice(types, { network, outsideTrust })
  if (twice.size > 0) throw new ConfigurationError(`The trusted issuers file names a type twice:\n${[...twice].map(([type, names]) => `    ${names.join(' and ')} are one type, ${type}: put its issuers together under one of these names`).join('\n')}`)
  const names = namesOfCatalogue(types, network.typesUrl)
  const unknown = Object.entries(outsideTrust).filter(([name, { issuers }]) => issuers === undefined && !names.has(name) && !isTypeOf(network, name)).map(([name]) => name)
  if (unknown.length > 0) throw new ConfigurationError(`The trusted issuers file says how types are judged that the network doesn't have, and lists no issuers of them:\n${unknown.map((name) => `    ${name}`).join('\n')}`)
  const issuers = new Map(Object.values(outsideTrust).flatMap(({ issuers: listed = [] }) => listed).map((one) => [one.issuer, one]))
  if (issuers.size === 0) return
  const problems = [...issuers.values()].flatMap((issuer) => [...sameNames(issuer, network), ...sameAnchors(issuer, network)])
  if (problems.length > 0) throw new ConfigurationError(`The trusted issuers file can't be used with this network:\n${problems.map((problem) => `    ${problem}`).join('\n')}`)
}

/** Also one that was published after this verifier was built: which there are then only the issuer knows. */
const isTypeOf = ({ typesUrl }: AnyNetwork, name: string): boolean => name.startsWith(`${typesUrl}/`) && /^[a-z][a-z0-9-]*\/[1-9]\d*$/.test(name.slice(typesUrl.length + 1))

const withoutSlash = (address: string): string => address.replace(/\/$/, '')

function sameNames({ issuer }: OutsideIssuer, network: AnyNetwork): string[] {
  const { consortium } = isListNetwork(network) ? network.trust : network.ledger
  const authorities = network.authorities.filter(({ did, issuerUrl }) => sameDid(did, issuer) || withoutSlash(issuerUrl) === withoutSlash(issuer))
  return [
    ...authorities.map(({ id }) => `${issuer} is ${id}, an authority of the network: take it off the list, it is believed by its accreditations`),
    ...(sameDid(consortium, issuer) ? [`${issuer} is the network's consortium, which issues nothing: take it off the list`] : []),
  ]
}

function sameAnchors({ issuer, anchors = [] }: OutsideIssuer, { trustAnchors }: AnyNetwork): string[] {
  const ofNetwork = trustAnchors.map(parseAnchor)
  const isShared = anchors.map(parseAnchor).some((anchor) => ofNetwork.some((other) => vouchTogether(anchor, other)))
  return isShared ? [`${issuer} has an anchor that vouches for the network's certificates too, or is vouched for by the network: it needs one of its own`] : []
}
