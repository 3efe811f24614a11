/** The context that every credential of data model 1.1 begins with. @see VC Data Model 1.1, section 4.1 */
export const w3cContext1 = 'https://www.w3.org/2018/credentials/v1'

/** The context that every credential of data model 2.0 begins with. @see VC Data Model 2.0, section 4.3 */
export const w3cContext2 = 'https://www.w3.org/ns/credentials/v2'

/** What an entry of a status list means in data model 1.1, whose own context doesn't know it; that of 2.0 does. @see Bitstring Status List 1.0, appendix B.1 */
export const statusContext = 'https://www.w3.org/ns/credentials/status/v1'

/** Where the JSON-LD context of a catalogue type lies. */
export const contextUrl = (vct: string): string => `${vct}/context.jsonld`
