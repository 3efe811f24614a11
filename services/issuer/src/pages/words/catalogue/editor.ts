import { bilingual } from '@counterfoil/ui/words'

/** Words of the forms in which anything of the catalogue is edited. */
export const editorWords = bilingual({
  en: {
    json: 'All of it, as JSON',
    save: 'Save and check',
    back: 'Back to the draft',
    unreadable: 'The draft can’t be read now. Mend it as JSON.',
    fromLinter: 'The linter says:',
    inEnglish: (what: string) => `${what} in English`,
    inWelsh: (what: string) => `${what} in Welsh`,
  },
  cy: {
    json: 'Y cyfan, fel JSON',
    save: 'Cadw a gwirio',
    back: 'Yn ôl i’r drafft',
    unreadable: 'Ni ellir darllen y drafft nawr. Trwsiwch ef fel JSON.',
    fromLinter: 'Mae’r gwiriwr yn dweud, yn Saesneg:',
    inEnglish: (what: string) => `${what} yn Saesneg`,
    inWelsh: (what: string) => `${what} yn Gymraeg`,
  },
})
