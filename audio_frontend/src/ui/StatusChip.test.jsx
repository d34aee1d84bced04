// @ts-check
import { render, screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { StatusChip } from './StatusChip.jsx'

describe('a job’s state', () => {
  it.each([
    [{ status: 'queued' }, 'Waiting'], [{ status: 'running', progress: 0.427 }, 'Running 42 %'], [{ status: 'running', progress: 0 }, 'Running 0 %'], [{ status: 'running' }, 'Running'],
    [{ status: 'completed', progress: 1 }, 'Done'], [{ status: 'completed', warnings: ['x'] }, 'Done, with notes'],
    [{ status: 'completed', warnings: ['x'], placeholders: ['pyin'] }, 'Done, with stand-ins'],
    [{ status: 'partial', warnings: ['x'] }, 'Needs attention'], [{ status: 'failed' }, 'Failed'], [{ status: 'cancelled' }, 'Cancelled'],
  ])('%o is said with an icon and “%s”', (props, words) => {
    const { container } = render(<StatusChip {.../** @type {any} */ (props)} />)
    expect(screen.getByText(words)).toBeVisible()
    expect(container.querySelector('svg')).toHaveAttribute('aria-hidden', 'true')
  })
})
