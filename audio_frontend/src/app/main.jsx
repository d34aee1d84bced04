// @ts-check
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Toaster } from 'sonner'
import { makeClient } from '@/lib/queries.js'
import { ErrorBoundary } from '@/ui/ErrorBoundary.jsx'
import { App } from './App.jsx'
import { keepOfflineWords } from './offlineWords.js'
import './index.css'

createRoot(/** @type {HTMLElement} */ (document.getElementById('root'))).render(
  <StrictMode>
    <ErrorBoundary>
      <QueryClientProvider client={makeClient()}>
        <App />
        <Toaster position="top-center" />
      </QueryClientProvider>
    </ErrorBoundary>
  </StrictMode>,
)

keepOfflineWords()
