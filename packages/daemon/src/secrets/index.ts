export { type Clock, systemClock } from "./clock.ts";
export { type SecretFaultCode, secretFault } from "./faults.ts";
export { type Keyring, systemKeyring } from "./keyring.ts";
export { openSecrets, type OpenSecretsOptions } from "./open-secrets.ts";
export { rotateKey, type RotateOptions } from "./rotate-key.ts";
export type { SecretPlace, SecretStore } from "./secret-store.ts";
export { tryLock } from "./try-lock.ts";
