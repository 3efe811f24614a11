import { Interface } from 'ethers'

/** What is written about an identity in the registry. @see ERC-1056 */
export type RegistryChange =
  | { readonly method: 'setAttribute'; readonly name: string; readonly value: string; readonly validity: number }
  | { readonly method: 'revokeAttribute'; readonly name: string; readonly value: string }
  | { readonly method: 'addDelegate'; readonly type: string; readonly delegate: string; readonly validity: number }
  | { readonly method: 'revokeDelegate'; readonly type: string; readonly delegate: string }
  | { readonly method: 'changeOwner'; readonly owner: string }

/** A write that has not been made yet, with what it does in words: people see it before anything is written. */
export interface PlannedWrite {
  readonly words: string
  readonly change: RegistryChange
}

const parametersOf = {
  setAttribute: ['bytes32 name', 'bytes value', 'uint256 validity'],
  revokeAttribute: ['bytes32 name', 'bytes value'],
  addDelegate: ['bytes32 delegateType', 'address delegate', 'uint256 validity'],
  revokeDelegate: ['bytes32 delegateType', 'address delegate'],
  changeOwner: ['address newOwner'],
} as const satisfies Record<RegistryChange['method'], readonly string[]>

/** The writing half of the registry, each function also in the variant that takes its owner's signature. */
export const registryInterface = new Interface([
  ...Object.entries(parametersOf).flatMap(([method, parameters]) => [
    `function ${method}(address identity, ${parameters.join(', ')})`,
    `function ${method}Signed(address identity, uint8 sigV, bytes32 sigR, bytes32 sigS, ${parameters.join(', ')})`,
  ]),
  'function nonce(address owner) view returns (uint256)',
  'function identityOwner(address identity) view returns (address)',
])

/** The types of a change's parameters and their values, in the registry's order. */
export function parametersFor(change: RegistryChange): { readonly types: readonly string[]; readonly values: readonly (string | number)[] } {
  const types = parametersOf[change.method].map((parameter) => parameter.split(' ')[0] ?? '')
  switch (change.method) {
    case 'setAttribute':
      return { types, values: [change.name, change.value, change.validity] }
    case 'revokeAttribute':
      return { types, values: [change.name, change.value] }
    case 'addDelegate':
      return { types, values: [change.type, change.delegate, change.validity] }
    case 'revokeDelegate':
      return { types, values: [change.type, change.delegate] }
    case 'changeOwner':
      return { types, values: [change.owner] }
  }
}

/** The call of an identity's owner. */
export const callDataOf = (identity: string, change: RegistryChange): string => registryInterface.encodeFunctionData(change.method, [identity, ...parametersFor(change).values])
