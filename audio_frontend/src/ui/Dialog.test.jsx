// @ts-check
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it } from 'vitest'
import { Confirm, Dialog } from './Dialog.jsx'

function Held() {
  const [open, setOpen] = useState('')
  return (
    <>
      <button onClick={() => setOpen('sheet')}>Rename</button>
      <button onClick={() => setOpen('question')}>Delete</button>
      {open === 'sheet' && <Dialog open title="Rename" onClose={() => setOpen('')}>…</Dialog>}
      <Confirm open={open === 'question'} title="Delete?" act="Yes" onAct={() => {}} onClose={() => setOpen('')}>…</Confirm>
    </>
  )
}

it.each(['Rename', 'Delete'])('gives the focus back to the button it came from: %s', async (name) => {
  render(<Held />)
  const opener = screen.getByRole('button', { name })
  await userEvent.click(opener)
  expect(opener).not.toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(opener).toHaveFocus())
})
