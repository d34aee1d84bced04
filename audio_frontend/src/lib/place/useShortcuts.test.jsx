// @ts-check
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { STORAGE_KEY, useShortcuts } from './useShortcuts.js'

/** @param {{act: (name: string) => void, dialog: boolean}} props */
function Page({ act, dialog }) {
  useShortcuts(Object.fromEntries(['Space', 'Shift+Space', 'x', '1', 'Shift+1', '?', 'ArrowRight'].map((name) => [name, () => act(name)])))
  return (
    <>
      <input aria-label="text" />
      <button type="button">button</button>
      <div role="slider" tabIndex={0} aria-label="slider" aria-valuenow={0} />
      {dialog && <div role="dialog"><button type="button">inside</button></div>}
    </>
  )
}

function shown(dialog = false) {
  const act = vi.fn()
  render(<Page act={act} dialog={dialog} />)
  return { act, user: userEvent.setup() }
}

it('hears keys anywhere on the page, digits by their place', async () => {
  const { act, user } = shown()
  await user.keyboard('x X{Shift>}[Digit1]{/Shift}[Digit1]?')
  expect(act.mock.calls.flat()).toEqual(['x', 'Space', 'x', 'Shift+1', '1', '?'])
})

it('rests while somebody types, and while a dialog is open, wherever the focus is', async () => {
  const { act, user } = shown(true)
  await user.type(screen.getByLabelText('text'), 'x 1?')
  screen.getByText('inside').focus()
  await user.keyboard('x')
  screen.getByText('inside').blur()
  expect(document.body).toHaveFocus()
  await user.keyboard('x ')
  expect(act).not.toHaveBeenCalled()
})

it('leaves Space to a focused button and arrows to a slider', async () => {
  const { act, user } = shown()
  screen.getByText('button').focus()
  await user.keyboard(' ')
  screen.getByRole('slider').focus()
  await user.keyboard('{ArrowRight}')
  expect(act).not.toHaveBeenCalled()
  await user.keyboard('x')
  expect(act).toHaveBeenCalledOnce()
})

it('leaves the browser its own keys', async () => {
  const { act, user } = shown()
  await user.keyboard('{Control>}x{/Control}{Alt>}x{/Alt}{Meta>}x{/Meta}')
  expect(act).not.toHaveBeenCalled()
})

it('can be switched off', async () => {
  localStorage.setItem(STORAGE_KEY, 'true')
  const { act, user } = shown()
  await user.keyboard('x')
  expect(act).not.toHaveBeenCalled()
})
