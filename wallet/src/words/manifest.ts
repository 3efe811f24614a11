interface ManifestWords {
  readonly name: string
  readonly shortName: string
  readonly description: string
  readonly addOrShare: string
}

/** What a device calls the wallet once it is installed: read when the wallet is built, and by no page. */
export const manifestWords: Readonly<Record<'en' | 'cy', ManifestWords>> = {
  en: { name: 'Counterfoil wallet', shortName: 'Wallet', description: 'Keeps what your council has confirmed about you, and shows only what you choose.', addOrShare: 'Add or share' },
  cy: { name: 'Waled Counterfoil', shortName: 'Waled', description: 'Mae’n cadw’r hyn y mae eich cyngor wedi’i gadarnhau amdanoch, ac yn dangos dim ond yr hyn a ddewiswch.', addOrShare: 'Ychwanegu neu rannu' },
}
