// @ts-check
import { Component } from 'react'
import { StalePage } from '@/lib/place/later.js'
import { t } from '@/lib/strings/index.js'
import { Button } from './Button.jsx'
import { CopyButton } from './CopyButton.jsx'
import { Notice } from './Notice.jsx'

/**
 * A mistake of the page is told where it happened, and a reload brings everything back. Around the whole page, and around
 * parts (`part`) whose fall must not take the rest with them.
 * @extends {Component<{part?: boolean, children: import('react').ReactNode}, {error: Error | null}>}
 */
export class ErrorBoundary extends Component {
  state = { error: /** @type {Error | null} */ (null) }

  /** @param {Error} error */
  static getDerivedStateFromError(error) {
    return { error }
  }

  render() {
    const { error } = this.state
    if (!error) return this.props.children
    const words = error instanceof StalePage ? t.crash.stale : t.crash
    const Place = this.props.part ? 'div' : 'main'
    return (
      <Place className={this.props.part ? undefined : 'mx-auto max-w-xl p-6'}>
        <Notice
          kind="problem"
          title={words.title}
          actions={
            <>
              <Button look="primary" onClick={() => window.location.reload()}>{t.crash.reload}</Button>
              <CopyButton text={`${error.message}\n${error.stack}`} />
            </>
          }
        >
          <p>{words.detail}</p>
          <p className="text-soft">{error.message}</p>
        </Notice>
      </Place>
    )
  }
}
