declare module '@digitalbazaar/bitstring' {
  export class Bitstring {
    constructor(options: { readonly buffer: Uint8Array })
    get(position: number): boolean
    static decodeBits(options: { readonly encoded: string }): Promise<Uint8Array>
  }
}
