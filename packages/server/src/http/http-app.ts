/** What a server does with the requests it has let in. */

/** What a handler may ask of the connection its request came on: Hono gives it as `c.env`. */
export type HttpBindings = {
  /**
   * Lets the answer take as long as it takes. To be called when the body has been read, not before: until then it is
   * the client that takes time.
   */
  readonly keepOpen: () => void;
  /** Takes that back, when the answer is written: a client that does not read the rest of it is hung up on. */
  readonly letClose: () => void;
};

/** A Hono app, or anything else that answers. */
export type HttpApp = {
  readonly fetch: (request: Request, bindings: HttpBindings) => Response | Promise<Response>;
  /** Resolves when what is being done is done: told when the server is to end. Nothing new comes in any more. */
  readonly drain?: () => Promise<void>;
  /** Ends what is still open. */
  readonly close?: () => Promise<void>;
};
