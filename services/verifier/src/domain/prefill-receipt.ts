/** How long a receipt serves: as long as councils keep a form that was begun and is to be gone on with. */
export const receiptLifetime = 28 * 86_400

/** The digest of one field under its salt. A salt is base64url and a field name has no dot, so one text has one reading. */
export const fieldDigest = (salt: string, name: string, value: string, sha256: (text: string) => string): string => sha256(`${salt}.${name}.${value}`)

/** A salt for each field and the digest of its value under it. */
export interface SaltedFields {
  readonly salts: Readonly<Record<string, string>>
  readonly digests: Readonly<Record<string, string>>
}

/** Salts of 128 bits: who has a digest without its salt can't try values against it. */
export function saltFields(fields: Readonly<Record<string, string>>, { salt, sha256 }: { readonly salt: () => string; readonly sha256: (text: string) => string }): SaltedFields {
  const salted = Object.entries(fields).map(([name, value]) => [name, salt(), value] as const)
  return {
    salts: Object.fromEntries(salted.map(([name, own]) => [name, own])),
    digests: Object.fromEntries(salted.map(([name, own, value]) => [name, fieldDigest(own, name, value, sha256)])),
  }
}

/** The receipt as it travels: the signed statement, and behind a tilde the salts, which are nowhere else. */
export const prefillReceipt = (statement: string, { salts }: SaltedFields, encode: (text: string) => string): string => `${statement}~${encode(JSON.stringify(salts))}`
