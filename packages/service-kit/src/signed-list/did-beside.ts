/** The DID of an authority whose document is served beside the consortium's. @see did:web method specification, "Method-specific identifier" */
export const didBeside = (consortium: string, id: string): string => `${consortium.slice(0, consortium.lastIndexOf(':'))}:${id}`
