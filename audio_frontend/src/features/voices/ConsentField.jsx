// @ts-check
import { RIGHTS } from '@/lib/consent.js'
import { t } from '@/lib/strings/index.js'
import { Choice } from '@/ui/Choice.jsx'

/** @typedef {import('@/lib/consent.js').Rights} Rights */

/**
 * "I may use this voice: it is …". Nothing is chosen for anybody.
 * @param {{value: Rights | null, onChange: (rights: Rights) => void, label?: string, problem?: string, optional?: boolean, className?: string}} props `optional`: it is asked for again when the voice shall sing
 */
export function ConsentField({ value, onChange, label = t.rights.label, problem, optional = false, className }) {
  return (
    <div data-problem={value === null && !optional ? true : undefined} className={className}>
      <Choice
        label={label}
        look="list"
        value={value ?? ''}
        problem={problem}
        onChange={(rights) => onChange(/** @type {Rights} */ (rights))}
        options={RIGHTS.map((rights) => ({ value: /** @type {string} */ (rights), label: t.rights[rights], hint: t.rights[/** @type {'ownHint'} */ (`${rights}Hint`)] }))}
      />
    </div>
  )
}
