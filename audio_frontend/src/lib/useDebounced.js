// @ts-check
import { useEffect, useState } from 'react'

/** The value once it has rested. @template T @param {T} value @param {number} delay milliseconds @returns {T} */
export function useDebounced(value, delay) {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), delay)
    return () => clearTimeout(timer)
  }, [value, delay])
  return rested
}
