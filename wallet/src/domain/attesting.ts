// What the wallet and its provider say to each other: both ends are in this package.

export const providerPaths = { clientAttestations: '/provider/client-attestations', keyAttestations: '/provider/key-attestations' } as const

/** The type of the proof that somebody holds a key which is to be attested: no issuer takes it for a proof of its own. */
export const possessionType = 'counterfoil-possession+jwt'

/** As many as an issuer gives at once, and a few more. */
export const mostAttestedKeys = 20
