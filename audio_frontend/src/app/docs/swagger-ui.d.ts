/** The package brings no types; jsconfig.json points here, or its whole bundle would be checked. */
export default function SwaggerUI(options: Record<string, unknown>): unknown
