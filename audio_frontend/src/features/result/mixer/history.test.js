// @ts-check
import { expect, it } from 'vitest'
import { historyOf, redone, stepped, undone } from './history.js'

it('goes back and forth step by step, and forgets what would have come after a new step', () => {
  const two = stepped(stepped(historyOf(0), 1, 'a', 0), 2, 'b', 10)
  expect(undone(two).now).toBe(1)
  expect(undone(undone(undone(two))).now).toBe(0)
  expect(redone(undone(two)).now).toBe(2)
  const other = stepped(undone(two), 9, 'c', 20)
  expect(redone(other).now).toBe(9)
  expect(undone(other).now).toBe(1)
})

it('a control that is dragged is one step; let go for a second, it is another', () => {
  const dragged = [1, 2, 3].reduce((history, value) => stepped(history, value, 'fader', value * 100), historyOf(0))
  expect(undone(dragged).now).toBe(0)
  expect(undone(stepped(dragged, 4, 'fader', 2000)).now).toBe(3)
})
