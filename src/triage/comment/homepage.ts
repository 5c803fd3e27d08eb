/** Where people read about race-triage; the one place that knows. */
export const HOMEPAGE = 'https://github.com/race-triage/race-triage';

/** The options of `.github/race-triage.yml`, explained. */
export const CONFIGURATION_HELP = `${HOMEPAGE}#configuration`;
