// @ts-check
import js from '@eslint/js'
import a11y from 'eslint-plugin-jsx-a11y'
import react from 'eslint-plugin-react'
import hooks from 'eslint-plugin-react-hooks'
import refresh from 'eslint-plugin-react-refresh'
import globals from 'globals'

/** Imports point one way: app → features → player → ui → lib. @param {string} folder @param {string} forbidden a regular expression */
const arrow = (folder, forbidden) => ({
  files: [`src/${folder}/**/*.{js,jsx}`],
  ignores: ['**/*.test.*'],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ regex: `^@/${forbidden}`, message: `src/${folder} must not know of it (eslint.config.js, arrow).` }] }] },
})

/** A feature is closed to the others but for these doors: the page of a job shows its result and leads from a try to the whole cover, the page of a song adds a voice, shows its covers and lets it be heard; many songs come in as one does, and have its settings. */
const JOB_SHOWS = String.raw`(result/(Downloads|QualityReport|ResultSection|SettingsUsed)|songs/WholeCoverButton)\.jsx$`
const SONG_OPENS = String.raw`(voices/(AddVoiceDialog|ConsentField)|songs/SongVersions|audition/(AuditionSection|useExcerpts))\.jsx?$`
const BATCH_TAKES = String.raw`(intake/(AudioUploader|useAudioUpload|uploadRows)|song/(CoverSettings|Notices|SubmitBar|VoiceAuditions|useField|useMissing|validation|voice/useConsent))\.jsx?$`

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
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
  arrow('lib', '(ui|player|features|app)/'),
  arrow('ui', '(player|features|app)/'),
  arrow('player', '(features|app)/'),
  arrow('features', '(app/|features/)'),
  arrow('features/job', `(app/|features/(?!${JOB_SHOWS}))`),
  arrow('features/batch', `(app/|features/(?!${BATCH_TAKES}))`),
  arrow('features/intake', `(app/|features/(?!audition/(AuditionSection|useExcerpts)))`),
  arrow('features/song', `(app/|features/(?!${SONG_OPENS}))`),
  { files: ['src/test/**', 'src/**/*.test.{js,jsx}'], rules: { 'react-refresh/only-export-components': 'off' } },
  { files: ['src/**/*.test.{js,jsx}'], rules: { 'max-lines-per-function': 'off' } }, // a describe is a chapter, no function
  { files: ['public/**'], languageOptions: { sourceType: 'script', globals: globals.browser } },
  { files: ['public/serviceworker.js'], languageOptions: { globals: globals.serviceworker } },
  { files: ['*.config.js', 'e2e/**'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
]
