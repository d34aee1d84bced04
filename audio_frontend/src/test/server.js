// @ts-check
/** The studio's API, answered by each test itself: start it with onUnhandledRequest 'error'. */
import { setupServer } from 'msw/node'

export const server = setupServer()
