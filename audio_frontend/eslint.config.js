// @ts-check
import js from '@eslint/js'
import a11y from 'eslint-plugin-jsx-a11y'
import react from 'eslint-plugin-react'
import hooks from 'eslint-plugin-react-hooks'
import refresh from 'eslint-plugin-react-refresh'
import globals from 'globals'

export default [
  { ignores: ['node_modules', 'coverage', 'dist', 'shots', 'src/lib/api-types.d.ts'] },
  js.configs.recommended,
  {
    files: ['src/**/*.{js,jsx}'],
    languageOptions: {
      ecmaVersion: 2024,
      globals: globals.browser,
      parserOptions: { ecmaFeatures: { jsx: true } },
    },
    settings: { react: { version: '18.3' } },
    plugins: { react, 'react-hooks': hooks, 'jsx-a11y': a11y, 'react-refresh': refresh },
    rules: {
      ...react.configs.flat.recommended.rules,
      ...react.configs.flat['jsx-runtime'].rules,
      ...hooks.configs.recommended.rules,
      ...a11y.flatConfigs.strict.rules,
      'react/prop-types': 'off', // JSDoc types, checked by tsc
      'react-refresh/only-export-components': ['warn', { allowConstantExport: true }],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['src/test/**', 'src/**/*.test.{js,jsx}'], rules: { 'react-refresh/only-export-components': 'off' } },
  { files: ['src/lib/strings/**'], rules: { 'max-lines': 'off' } }, // every word of the page, in one place
  { files: ['public/**'], languageOptions: { sourceType: 'script', globals: globals.browser } },
  { files: ['*.config.js', 'e2e/**'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
]
