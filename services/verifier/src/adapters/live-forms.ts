import type { Forms, PreparedForm } from '../ports.ts'

/** What an authority publishes: it stands over files of the same ids. */
export interface PublishedForms {
  readonly forms: readonly PreparedForm[]
  readonly withdrawn: readonly string[]
}

export interface LiveForms extends Forms {
  /** From now on this is what the authority publishes; all of it at once. */
  publish(authority: string, published: PublishedForms): void
  /** Makes a version known that a presentation began with, and that nobody is asked with any more, or not here yet. */
  remember(authority: string, form: PreparedForm): void
}

type OneAuthority = ReadonlyMap<string, PreparedForm | null>

/** Presentations last minutes, and profiles change by the day. Of each authority, so that none can have another's forgotten. */
const mostRemembered = 200

/** The forms of files and of publications as one: looked up in memory alone, since every request does. */
export function liveForms(files: Pick<Forms, 'find' | 'all'>): LiveForms {
  const published = new Map<string, OneAuthority>()
  const remembered = new Map<string, Map<string, PreparedForm>>()

  const now = (authority: string, form: string): PreparedForm | null => {
    const found = published.get(authority)?.get(form)
    return found === undefined ? files.find(authority, form) : found
  }
  const remember = (authority: string, form: PreparedForm): void => {
    const own = remembered.get(authority) ?? new Map<string, PreparedForm>()
    remembered.set(authority, own)
    own.delete(form.profileDigest)
    own.set(form.profileDigest, form)
    const [oldest] = own.keys()
    if (own.size > mostRemembered && oldest !== undefined) own.delete(oldest)
  }

  return {
    find: (authority, form, profileDigest = null) => {
      const current = now(authority, form)
      if (profileDigest === null || current?.profileDigest === profileDigest) return current
      const file = files.find(authority, form)
      if (file?.profileDigest === profileDigest) return file
      const before = remembered.get(authority)?.get(profileDigest)
      return before?.profile.id === form ? before : null
    },
    all: () => {
      const ofFiles = files.all().flatMap(({ authority, form: { profile } }) => asOne(authority, now(authority, profile.id)))
      const others = [...published].flatMap(([authority, forms]) => [...forms].filter(([id]) => files.find(authority, id) === null).flatMap(([, form]) => asOne(authority, form)))
      return [...ofFiles, ...others]
    },
    publish: (authority, { forms, withdrawn }) => {
      const before = published.get(authority)
      const next = new Map<string, PreparedForm | null>([...forms.map((form) => [form.profile.id, form] as const), ...withdrawn.map((id) => [id, null] as const)])
      published.set(authority, next)
      for (const [id, form] of before ?? []) if (form !== null && next.get(id)?.profileDigest !== form.profileDigest) remember(authority, form)
    },
    remember,
  }
}

const asOne = (authority: string, form: PreparedForm | null): { readonly authority: string; readonly form: PreparedForm }[] => (form === null ? [] : [{ authority, form }])
