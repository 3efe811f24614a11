import { registryInterface } from '@counterfoil/service-kit/authority/planned-write'
import type { SafeCall } from '@counterfoil/service-kit/governance/safe-transaction'

const day = 24n * 3600n

interface Told {
  readonly call: string
  readonly validity: bigint
}

// A validity counts from the block that takes the call, so that what is meant to end on a day is told with another length each time.
function tell({ to, data }: SafeCall): Told {
  const parsed = registryInterface.parseTransaction({ data })
  if (parsed === null) return { call: `${to} ${data}`, validity: 0n }
  const at = parsed.fragment.inputs.findIndex(({ name }) => name === 'validity')
  const others = [...parsed.args].map((value, index) => (index === at ? '' : String(value)))
  return { call: [to, parsed.name, ...others].join(' ').toLowerCase(), validity: at < 0 ? 0n : (parsed.args[at] as bigint) }
}

/** Whether two lists of calls do the same: byte for byte, but for ends that lie within a day of each other. */
export function sameCalls(one: readonly SafeCall[], other: readonly SafeCall[]): boolean {
  if (one.length !== other.length) return false
  return one.every((call, index) => {
    const counterpart = other[index]
    if (counterpart === undefined) return false
    const [left, right] = [tell(call), tell(counterpart)]
    const apart = left.validity > right.validity ? left.validity - right.validity : right.validity - left.validity
    return left.call === right.call && apart <= day
  })
}
