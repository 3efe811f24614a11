import type { Choice } from './state.ts'

const key = 'counterfoil-wallet'
const choices: readonly Choice[] = ['same_device', 'wallet_app', 'cross_device', 'digital_credentials', 'none']

/** Where this browser's citizen had their wallet the last time: one word, of the citizen's own choosing. */
export function rememberedChoice(): Choice | null {
  try {
    const kept = localStorage.getItem(key)
    return choices.find((choice) => choice === kept) ?? null
  } catch {
    return null
  }
}

export function rememberChoice(choice: Choice): void {
  try {
    localStorage.setItem(key, choice)
  } catch {
    // A browser that keeps nothing asks again the next time.
  }
}
