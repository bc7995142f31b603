/** The environment variables that chatty and its daemon know. */

export const VARIABLES = [
  "CHATTY_ALLOWED_HOSTS",
  "CHATTY_CONFIG",
  "CHATTY_DAEMON_PATH",
  "CHATTY_DATA_DIR",
  "CHATTY_HOST",
  "CHATTY_IDLE",
  "CHATTY_KEYRING",
  "CHATTY_LOG_LEVEL",
  "CHATTY_PASSPHRASE",
  "CHATTY_PORT",
  "CHATTY_TOKEN",
  "CHATTY_TRANSPORT",
  "CHATTY_WEBHOOK_SECRET",
  "CHATTY_WEBHOOK_URL",
] as const;

export type VariableName = (typeof VARIABLES)[number];

export type Variables = Readonly<Record<string, string | undefined>>;
