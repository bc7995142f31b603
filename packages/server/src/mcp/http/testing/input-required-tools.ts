/** Tools that end a request with a question, to be asked again with the answer, as of 2026-07-28. */

import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
} from "@modelcontextprotocol/server";
import * as z from "zod";

import { text } from "./behaviour-tools.ts";

import type {
  CallToolResult,
  InputRequest,
  InputRequiredResult,
  McpServer,
  RequestStateCodec,
  ServerContext,
} from "@modelcontextprotocol/server";

type Answer = CallToolResult | InputRequiredResult;

type Tool = (context: ServerContext["mcpReq"]) => Answer | Promise<Answer>;

export const NAME: z.ZodObject<{ name: z.ZodString }> = z.object({ name: z.string() });
const COLOR = z.object({ color: z.string() });
const CONFIRMED = z.object({ ok: z.boolean() });

/** What the client of a request can do. */
const ENVELOPE = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: z.object({
    sampling: z.looseObject({}).optional(),
    elicitation: z.looseObject({}).optional(),
  }),
});

const PREFIX = "test_input_required_result_";

/** Adds the tools; `states` seals what the client carries from one request to the next. */
export function addInputRequiredTools(server: McpServer, states: RequestStateCodec): void {
  const tools: Readonly<Record<string, Tool>> = {
    ...SIMPLE,
    async request_state({ inputResponses, requestState }) {
      if (requestState() === "confirm" && acceptedContent(inputResponses, "confirm", CONFIRMED) !== undefined)
        return text("state-ok");
      return inputRequired({
        inputRequests: { confirm: elicit("Please confirm", CONFIRMED) },
        requestState: await states.mint("confirm"),
      });
    },
    async multiple_inputs({ inputResponses, requestState }) {
      const name = acceptedContent(inputResponses, "user_name", NAME)?.name;
      const greeting = inputResponse(inputResponses, "greeting");
      const roots = inputResponse(inputResponses, "client_roots");
      const isWhole = name !== undefined && greeting.kind === "sampling" && roots.kind === "roots";
      if (isWhole && requestState() === "asked") return text(`All of ${name} is there`);
      return inputRequired({
        inputRequests: {
          user_name: elicit("What is your name?", NAME),
          greeting: sample("Generate a greeting", 50),
          client_roots: inputRequired.listRoots(),
        },
        requestState: await states.mint("asked"),
      });
    },
    async multi_round({ inputResponses, requestState }) {
      const color = acceptedContent(inputResponses, "step2", COLOR)?.color;
      if (requestState() === "step2" && color !== undefined) return text(`Likes ${color}`);
      const isNamed = acceptedContent(inputResponses, "step1", NAME) !== undefined;
      const step = requestState() !== undefined && isNamed ? "step2" : "step1";
      const question =
        step === "step1"
          ? elicit("Step 1: What is your name?", NAME)
          : elicit("Step 2: What is your favorite color?", COLOR);
      return inputRequired({ inputRequests: { [step]: question }, requestState: await states.mint(step) });
    },
    async tampered_state({ requestState }) {
      if (requestState() !== undefined) return text("The state is as it was");
      return inputRequired({
        inputRequests: { confirm: elicit("Please confirm", CONFIRMED) },
        requestState: await states.mint("confirm"),
      });
    },
  };
  // The SDK is to refuse that where the client cannot sample.
  server.registerTool("test_missing_capability", { description: "Asks whoever calls" }, () =>
    inputRequired({ inputRequests: { answer: sample("Can you?", 10) } }),
  );
  for (const [name, tool] of Object.entries(tools)) {
    const description = `Asks as ${name} says`;
    server.registerTool(
      `${PREFIX}${name}`,
      { description, inputSchema: z.object({}) },
      (_input, { mcpReq }) => tool(mcpReq),
    );
  }
}

const SIMPLE: Readonly<Record<string, Tool>> = {
  elicitation({ inputResponses }) {
    const name = acceptedContent(inputResponses, "user_name", NAME)?.name;
    if (name !== undefined) return text(`Hello, ${name}!`);
    return inputRequired({ inputRequests: { user_name: elicit("What is your name?", NAME) } });
  },
  sampling({ inputResponses }) {
    const answer = inputResponse(inputResponses, "capital_question");
    if (answer.kind === "sampling") return text(JSON.stringify(answer.result.content));
    const capital_question = sample("What is the capital of France?", 100);
    return inputRequired({ inputRequests: { capital_question } });
  },
  list_roots({ inputResponses }) {
    const answer = inputResponse(inputResponses, "client_roots");
    if (answer.kind === "roots") return text(answer.roots.map(({ uri }) => uri).join(" "));
    return inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  },
  capabilities({ envelope }) {
    const can = ENVELOPE.safeParse(envelope).data?.[CLIENT_CAPABILITIES_META_KEY] ?? {};
    const inputRequests: Record<string, InputRequest> = {};
    if (can.sampling !== undefined) inputRequests["greeting"] = sample("Generate a greeting", 50);
    if (can.elicitation !== undefined) inputRequests["user_name"] = elicit("What is your name?", NAME);
    return Object.keys(inputRequests).length > 0 ? inputRequired({ inputRequests }) : text("Nobody to ask");
  },
};

/** A question to the user, with the form of its answer. */
export function elicit(message: string, requestedSchema: z.ZodObject): InputRequest {
  return inputRequired.elicit({ message, requestedSchema });
}

function sample(question: string, maxTokens: number): InputRequest {
  const content = { type: "text", text: question } as const;
  return inputRequired.createMessage({ messages: [{ role: "user", content }], maxTokens });
}
