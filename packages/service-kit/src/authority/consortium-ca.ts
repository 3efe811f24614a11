// The X.509 library's container asks for this before it loads.
import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  X509Certificate,
  Name,
  cryptoProvider,
} from '@peculiar/x509'
import type { P256PublicJwk } from '@counterfoil/shared/kernel/jwk'
import type { JoseRole } from '../keys/key-role.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const day = 24 * 3600 * 1000
/** A certificate of a document signer. @see ISO/IEC 18013-5, annex B.1.4 */
const documentSigner = '1.0.18013.5.1.2'
/** Credentials carry whole days, and are signed within the time of their certificate. */
const startOfToday = (): Date => new Date(Date.now() - (Date.now() % day))
cryptoProvider.set(webcrypto as Crypto)

/** The consortium's certificate authority: its key as a private JWK, to be kept encrypted, and its certificate in PEM. */
export interface ConsortiumCa {
  readonly privateJwk: JsonWebKey
  readonly certificate: string
}

/** Makes the root under which each authority's signing keys have a second face. @see HAIP 1.0, section 6.1.1; ISO/IEC 18013-5, annex B.1.2 */
export async function createConsortiumCa(name: string): Promise<ConsortiumCa> {
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `C=GB, O=${name}, CN=${name} root`,
    serialNumber: '01',
    notBefore: startOfToday(),
    notAfter: new Date(Date.now() + 10 * 365 * day),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { privateJwk: await webcrypto.subtle.exportKey('jwk', keys.privateKey), certificate: certificate.toString('pem') }
}

/** Member by member: a name with a comma in it, written as one text, would name somebody else, too. @see RFC 4514, section 2.4 */
const subjectOf = (name: string): Name => new Name([{ C: [{ printableString: 'GB' }] }, { O: [{ utf8String: name }] }, { CN: [{ utf8String: name }] }])

/** A certificate for a key that the ledger publishes: base64 DER, as it stands in `x5c`. The anchor isn't included. */
export async function issueLeafCertificate(options: { readonly ca: ConsortiumCa; readonly publicJwk: P256PublicJwk; readonly name: string; readonly did: string; readonly days: number; /** What the key signs; a key of credentials signs mdocs, too. */ readonly role?: JoseRole; /** Where the authority asks: a key of requests is certified for this host, too. @see OpenID4VP 1.0, section 5.9.3 (x509_san_dns) */ readonly verifierUrl?: string }): Promise<string> {
  const { ca, publicJwk, name, did, days, role, verifierUrl } = options
  const signingKey = await webcrypto.subtle.importKey('jwk', ca.privateJwk, algorithm, false, ['sign'])
  const publicKey = await webcrypto.subtle.importKey('jwk', { ...publicJwk }, algorithm, true, ['verify'])
  const authority = new X509Certificate(ca.certificate)
  const certificate = await X509CertificateGenerator.create({
    subject: subjectOf(name),
    issuer: authority.subject,
    serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(15))).toString('hex'),
    notBefore: startOfToday(),
    notAfter: new Date(Date.now() + days * day),
    publicKey: publicKey as CryptoKey,
    signingKey: signingKey as CryptoKey,
    signingAlgorithm: algorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      ...(role === 'credential' ? [new ExtendedKeyUsageExtension([documentSigner], true)] : []),
      new SubjectAlternativeNameExtension([{ type: 'url', value: did }, ...(role === 'request' && verifierUrl !== undefined ? [{ type: 'dns', value: new URL(verifierUrl).hostname } as const] : [])]),
      // Verifiers may ask for credentials by this. @see OpenID4VP 1.0, section 6.1.1.1
      await AuthorityKeyIdentifierExtension.create(authority.publicKey),
      await SubjectKeyIdentifierExtension.create(publicKey as CryptoKey),
    ],
  })
  return Buffer.from(certificate.rawData).toString('base64')
}
