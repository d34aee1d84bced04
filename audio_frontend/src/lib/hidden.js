// @ts-check

/** Another tab, or another program, is in front. */
export const hidden = () => document.visibilityState === 'hidden'
