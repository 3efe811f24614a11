import { Refusal } from '@counterfoil/shared/kernel/refusal'

/** Lets each caller have so many things done at once. Refuses `too_many_requests` for more: what is made to wait elsewhere would keep others waiting here. */
export function atOnce(most: number) {
  const underWay = new Map<string, number>()
  return async <Done>(caller: string, act: () => Promise<Done>): Promise<Done> => {
    const others = underWay.get(caller) ?? 0
    if (others >= most) throw new Refusal('too_many_requests', { detail: 'at once' })
    underWay.set(caller, others + 1)
    try {
      return await act()
    } finally {
      const left = (underWay.get(caller) ?? 1) - 1
      if (left === 0) underWay.delete(caller)
      else underWay.set(caller, left)
    }
  }
}
