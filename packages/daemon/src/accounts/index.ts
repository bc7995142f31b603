export type {
  AccountsStatus,
  AccountView,
  ListAccountsResult,
  LoggedIn,
  LoginParams,
  LoginResult,
  LogoutParams,
  LogoutResult,
  NextStep,
  PendingLogin,
  VerifyParams,
  VerifyResult,
} from "./account-methods.ts";
export { type Accounts, type AccountsOptions, type Authorize, createAccounts } from "./accounts.ts";
export { accountFault, type AccountFaultCode } from "./faults.ts";
export { type ApiKeyProvider, type OAuthProvider, type Provider, readProviders } from "./provider.ts";
