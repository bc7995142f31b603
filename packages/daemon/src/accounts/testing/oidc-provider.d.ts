/** As much of `oidc-provider`, which comes without types, as the tests use. */
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    on(event: "grant.success", listener: (context: { readonly body?: unknown }) => void): this;
  }
}
