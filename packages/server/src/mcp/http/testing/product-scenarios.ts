/** What the conformance suite can find out about chatty, which has none of the names that the suite calls. */

export type ProductScenarios = {
  /** All of these pass. */
  readonly passes: readonly string[];
  /** These cannot, by the reason. */
  readonly fails: Readonly<Record<string, readonly string[]>>;
};

const TOOLS = [
  "tools-call-simple-text",
  "tools-call-image",
  "tools-call-audio",
  "tools-call-embedded-resource",
  "tools-call-mixed-content",
  "tools-call-error",
  "tools-call-with-progress",
  "json-schema-2020-12",
];

const RESOURCES = ["resources-read-text", "resources-read-binary", "resources-templates-read"];

const PROMPTS = [
  "completion-complete",
  "prompts-get-simple",
  "prompts-get-with-args",
  "prompts-get-embedded-resource",
  "prompts-get-with-image",
];

const NEEDS_TOOLS = "they call tools by names of the suite's own";
const NEEDS_RESOURCES = "they read resources of the suite's own";
const NEEDS_PROMPTS = "they get prompts of the suite's own";

export const PRODUCT_SCENARIOS: Readonly<Record<"2025-11-25" | "2026-07-28", ProductScenarios>> = {
  "2025-11-25": {
    passes: [
      "server-initialize",
      "server-session-lifecycle",
      "server-sse-multiple-streams",
      "server-sse-polling",
      "logging-set-level",
      "ping",
      "tools-list",
      "resources-list",
      "prompts-list",
      "dns-rebinding-protection",
    ],
    fails: {
      [NEEDS_TOOLS]: [
        ...TOOLS,
        "tools-call-with-logging",
        "tools-call-sampling",
        "tools-call-elicitation",
        "elicitation-sep1034-defaults",
        "elicitation-sep1330-enums",
      ],
      [NEEDS_RESOURCES]: RESOURCES,
      [NEEDS_PROMPTS]: PROMPTS,
      "chatty does not offer subscriptions to single resources": [
        "resources-subscribe",
        "resources-unsubscribe",
      ],
    },
  },
  "2026-07-28": {
    passes: [
      "tools-list",
      "resources-list",
      "prompts-list",
      "caching",
      "server-sse-multiple-streams",
      "sep-2164-resource-not-found",
      "dns-rebinding-protection",
      "http-header-validation",
      "input-required-result-missing-input-response",
      "input-required-result-unsupported-methods",
      "input-required-result-ignore-extra-params",
      "input-required-result-validate-input",
      "tasks-status-notifications",
    ],
    fails: {
      [NEEDS_TOOLS]: [
        ...TOOLS,
        "input-required-result-basic-elicitation",
        "input-required-result-basic-sampling",
        "input-required-result-basic-list-roots",
        "input-required-result-request-state",
        "input-required-result-multiple-input-requests",
        "input-required-result-multi-round",
        "input-required-result-result-type",
        "input-required-result-tampered-state",
        "input-required-result-capability-check",
      ],
      "4 of its 28 checks call tools by names of the suite's own": ["server-stateless"],
      [NEEDS_RESOURCES]: RESOURCES,
      [NEEDS_PROMPTS]: [...PROMPTS, "input-required-result-non-tool-request"],
      "no tool of chatty asks for a parameter in a header": ["http-custom-header-server-validation"],
      "an extension that no revision requires": [
        "tasks-lifecycle",
        "tasks-capability-negotiation",
        "tasks-wire-fields",
        "tasks-request-state-removal",
        "tasks-mrtr-input",
        "tasks-request-headers",
        "tasks-dispatch-and-envelope",
        "tasks-required-task-error",
        "tasks-mrtr-composition",
      ],
    },
  },
};
