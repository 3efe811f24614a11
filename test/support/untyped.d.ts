// Libraries without types of their own, as far as tests call them.
declare module 'jsonld' {
  interface Options {
    readonly documentLoader: (url: string) => Promise<object>
    readonly safe: true
  }
  const jsonld: { expand(document: object, options: Options): Promise<readonly Readonly<Record<string, unknown>>[]> }
  export default jsonld
}

declare module '@digitalbazaar/vc' {
  /** Throws the first rule of the W3C's data model that a credential breaks. */
  // oxlint-disable-next-line no-underscore-dangle -- the library's own name
  export function _checkCredential(options: { readonly credential: object; readonly now?: Date }): void
  export function defaultDocumentLoader(url: string): Promise<object>
}
