// @ts-check
import { createContext, useContext } from 'react'

/** Where the song stands now, and how long it is; seconds. */
export const PlayHead = createContext({ time: () => /** @type {number} */ (0), duration: Infinity })

export const usePlayHead = () => useContext(PlayHead)
