/** Members of a JSON object, each to be looked at by who asks; none for any other text. */
export function membersOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {} // each member is looked at
  } catch {
    return {}
  }
}
