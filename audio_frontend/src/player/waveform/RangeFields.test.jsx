// @ts-check
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it, vi } from 'vitest'
import { RangeFields } from './RangeFields.jsx'

/** @param {{first: import('../transport.js').Span | null, onRange: (range: any) => void}} props */
function Held({ first, onRange }) {
  const [range, setRange] = useState(first)
  return <RangeFields duration={60} range={range} onRange={(next) => (setRange(next), onRange(next))} />
}
/** @param {import('../transport.js').Span | null} first */
function shown(first) {
  const onRange = vi.fn()
  render(<Held first={first} onRange={onRange} />)
  return { onRange, start: screen.getByLabelText('Start'), end: screen.getByLabelText('End') }
}
/** @param {HTMLElement} field @param {string} text */
async function write(field, text) {
  await userEvent.clear(field)
  await userEvent.type(field, text)
}

it('shows the whole song while there is no range', () => {
  const { start, end } = shown(null)
  expect(start).toHaveValue('0:00.0')
  expect(end).toHaveValue('1:00.0')
})

it('takes a typed time on Enter, and when the field is left', async () => {
  const { onRange, start, end } = shown(null)
  await write(start, '0:10.5')
  expect(onRange).not.toHaveBeenCalled()
  await userEvent.keyboard('{Enter}')
  expect(onRange).toHaveBeenLastCalledWith({ start: 10.5, stop: 60 })
  await write(end, '42')
  await userEvent.tab()
  expect(onRange).toHaveBeenLastCalledWith({ start: 10.5, stop: 42 })
  expect(end).toHaveValue('0:42.0')
})

it('says in words what is wrong, and takes nothing', async () => {
  const { onRange, start } = shown({ start: 10, stop: 40 })
  await write(start, '0:50')
  await userEvent.tab()
  expect(start).toHaveAccessibleDescription('The start must come before the end.')
  expect(start).toBeInvalid()
  expect(onRange).not.toHaveBeenCalled()
})

it('takes a refused time as soon as the other end makes room for it', async () => {
  const { onRange, start, end } = shown({ start: 0, stop: 10 })
  await write(start, '12')
  await userEvent.tab()
  expect(start).toBeInvalid()
  await write(end, '20')
  await userEvent.tab()
  expect(onRange).toHaveBeenLastCalledWith({ start: 12, stop: 20 })
  expect([start, end].map((field) => /** @type {HTMLInputElement} */ (field).value)).toEqual(['0:12.0', '0:20.0'])
})

it('shows the range and nothing else once it was set somewhere else', async () => {
  const onRange = vi.fn()
  const { rerender } = render(<RangeFields duration={60} range={{ start: 0, stop: 10 }} onRange={onRange} />)
  await write(screen.getByLabelText('Start'), '12')
  await userEvent.tab()
  rerender(<RangeFields duration={60} range={{ start: 0, stop: 20 }} onRange={onRange} />) // dragged
  expect(screen.getByLabelText('Start')).toHaveValue('0:00.0')
})

it('leaves the range alone when nothing was changed in a field', async () => {
  const { onRange, start } = shown({ start: 10.04, stop: 40 })
  await write(start, '0:10.0')
  await userEvent.tab()
  expect(onRange).not.toHaveBeenCalled()
})

it('goes back to the whole song', async () => {
  const { onRange, start } = shown({ start: 10, stop: 40 })
  await userEvent.click(screen.getByRole('button', { name: 'Whole song' }))
  expect(onRange).toHaveBeenCalledWith(null)
  expect(start).toHaveValue('0:00.0')
})

it('tells when a field holds no time that fits, and when it does again', async () => {
  const onWrong = vi.fn()
  render(<RangeFields duration={60} range={null} onRange={() => {}} onWrong={onWrong} />)
  expect(onWrong).toHaveBeenLastCalledWith(false)
  await write(screen.getByLabelText('Start'), '99:99')
  expect(onWrong).toHaveBeenLastCalledWith(true)
  await write(screen.getByLabelText('Start'), '0:10')
  expect(onWrong).toHaveBeenLastCalledWith(false)
})
