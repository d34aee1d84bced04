// @ts-check
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import { Button } from './Button.jsx'
import { Choice } from './Choice.jsx'
import { TextField } from './Fields.jsx'
import { RenameDialog } from './RenameDialog.jsx'
import { useRefusal } from './refusal.js'

const WORDS = { title: 'Rename', label: 'New name', none: 'Give it a name.', longest: 80 }
const rename = { mutate: vi.fn(), isPending: false, error: null, reset: () => {} }

it.each(['the button', 'Enter'])('an empty name is not saved by %s, and the focus is in the field', async (way) => {
  render(<RenameDialog words={WORDS} name="Mia" rename={rename} onClose={() => {}} />)
  const field = screen.getByLabelText('New name')
  await userEvent.clear(field)
  if (way === 'Enter') await userEvent.keyboard('{Enter}')
  else await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  expect(field).toHaveFocus()
  expect(rename.mutate).not.toHaveBeenCalled()
})

it('what the studio refuses is told where the focus is', async () => {
  const { rerender } = render(<RenameDialog words={WORDS} name="Mia" rename={rename} onClose={() => {}} />)
  rerender(<RenameDialog words={WORDS} name="Mia" rename={{ ...rename, error: new Error('taken') }} onClose={() => {}} />)
  expect(screen.getByRole('alert').parentElement).toHaveFocus()
})

it('a button with a reason leads to the field that is in the way, in a fold too', async () => {
  render(
    <form>
      <TextField label="Fine" />
      <details><summary>More</summary><TextField label="Wrong" problem="No." /></details>
      <Button reason="Correct it first.">Go</Button>
    </form>,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Go' }))
  expect(screen.getByLabelText('Wrong')).toHaveFocus()
  expect(screen.getByRole('group')).toHaveAttribute('open')
})

it('the first of several problems that a form finds when it is sent gets the focus; of a choice nothing is chosen by that', async () => {
  const chosen = vi.fn()
  function Form() {
    const { form, refuse } = useRefusal()
    return (
      <form ref={form} onSubmit={(event) => (event.preventDefault(), refuse())}>
        <Choice label="Which?" value="" onChange={chosen} options={[{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }]} problem="Choose one." />
        <TextField label="Name" problem="None." />
        <button type="submit">Send</button>
      </form>
    )
  }
  render(<Form />)
  await userEvent.click(screen.getByRole('button', { name: 'Send' }))
  expect(screen.getByRole('radio', { name: 'A' })).toHaveFocus()
  expect(screen.getByRole('radiogroup')).toHaveAccessibleDescription('Choose one.')
  expect(chosen).not.toHaveBeenCalled()
})
