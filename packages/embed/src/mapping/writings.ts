import type { Control } from './controls.ts'
import type { DatePart, Target } from './find-targets.ts'

/** One value for one control. */
export interface Writing {
  readonly control: Control
  readonly value: string
}

const longestValue = 500
// Control characters (but a line feed) and what turns the direction of text: a value that holds them isn't shown as it is.
// oxlint-disable-next-line no-control-regex
const deceptive = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/

/** What to write into the controls of a target; null when the value doesn't fit there. Nothing is repaired. */
export function writingsFor(field: string, value: string, target: Target): readonly Writing[] | null {
  if (value === '' || value.length > longestValue || deceptive.test(value)) return null
  if (field === 'uprn' && !/^\d{1,12}$/.test(value)) return null
  if (target.kind === 'boxes') return choose(value, target.boxes)
  const date = dateOf(value)
  if (target.kind === 'date') {
    if (date === null) return null
    const { day, month, year } = target.parts
    const parts = [writing(day, date.day), writing(month, date.month), writing(year, date.year)]
    return parts.every((part) => part !== null) ? parts : null
  }
  const { control, format } = target
  if (format !== undefined && control.type !== 'date') return date === null ? null : one(writing(control, inFormat(date, format)))
  if (control instanceof HTMLInputElement && (control.type === 'date' || field === 'date_of_birth') && date === null) return null
  if (control instanceof HTMLInputElement && value.includes('\n')) return null
  return one(writing(control, value))
}

const one = (written: Writing | null): readonly Writing[] | null => (written === null ? null : [written])

/** What a box stands for: as the form's author said, else what it sends; never its label. */
const meaningOf = (box: HTMLInputElement): string => box.dataset['credentialValue'] ?? box.value

/** Yes or no, as forms write it; undefined for anything else. */
const truthOf = (text: string): boolean | undefined => (/^(true|yes|on|1)$/i.test(text) ? true : /^(false|no|0)$/i.test(text) ? false : undefined)

/** Chooses the one box that stands for a value. A checkbox by itself is ticked or left empty for yes or no; of several checkboxes the others stay as they are. */
function choose(value: string, boxes: readonly HTMLInputElement[]): readonly Writing[] | null {
  const truth = /^(true|false)$/.test(value) ? truthOf(value) : undefined
  const exact = boxes.filter((box) => meaningOf(box) === value)
  const [wanted, another] = exact[0] || truth === undefined ? exact : boxes.filter((box) => truthOf(meaningOf(box)) === truth)
  const [first, second] = boxes
  if (another || !first) return null
  if (wanted) return boxes.filter((box) => box === wanted || box.type === 'radio').map((control) => ({ control, value: control === wanted ? 'on' : '' }))
  return first.type === 'checkbox' && !second && truth !== undefined && truthOf(meaningOf(first)) === !truth ? [{ control: first, value: '' }] : null
}

/** A date as a single box wants it: `dd`, `d`, `mm`, `m` and `yyyy` stand for its parts. */
const inFormat = ({ day, month, year }: DateParts, format: string): string =>
  format.replace(/dd?|mm?|yyyy/gi, (token) => ({ d: day, m: month, y: year })[token.charAt(0).toLowerCase()]?.padStart(token.length, '0') ?? '')

function writing(control: Control, value: string): Writing | null {
  if (control instanceof HTMLSelectElement) {
    const unpadded = value.replace(/^0+(?=\d)/, '')
    const [option, ...others] = [...control.options].filter((candidate) => !candidate.disabled && [candidate.value, candidate.text.trim(), candidate.value.replace(/^0+(?=\d)/, '')].some((words) => words === value || words === unpadded))
    return option === undefined || others.some((other) => other.value !== option.value) ? null : { control, value: option.value }
  }
  if (control.maxLength >= 0 && value.length > control.maxLength) return null
  return { control, value }
}

type DateParts = Readonly<Record<DatePart, string>>

/** Day, month and year of an ISO date that exists, without leading zeros; null for 31 February. */
function dateOf(value: string): DateParts | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value)
  const instant = new Date(`${value}T00:00:00Z`)
  if (match === null || Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== value) return null
  return { day: String(Number(match[3])), month: String(Number(match[2])), year: match[1] ?? '' }
}
