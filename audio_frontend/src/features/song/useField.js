// @ts-check
import { createContext, useContext } from 'react'
import { useController, useFormContext } from 'react-hook-form'

/** @typedef {import('@/lib/cover/settings.js').Form} Form */

/** What the server finds wrong, by field: "swiftf0.fmax" → words. */
export const Problems = createContext(/** @type {Record<string, string>} */ ({}))

/** One setting of the form by its name, "group.field". @param {string} name */
export function useField(name) {
  const { field } = useController({ name })
  const problem = useContext(Problems)[name]
  return { value: field.value, onChange: field.onChange, problem }
}

/** Several settings at once, by their names. @returns {(values: Record<string, unknown>) => void} */
export function useSettings() {
  const { setValue } = useFormContext()
  return (values) => Object.entries(values).forEach(([name, value]) => setValue(name, value, { shouldDirty: true }))
}
