/** The configuration that `chatty config init` writes. */

/** The schema is beside it, so that editors know it without a network. */
export const SCHEMA_FILE = "chatty.schema.json";

/** With a script that the shell of that system reads. */
export function exampleText(platform: NodeJS.Platform): string {
  const greeting =
    platform === "win32" ? `echo "Hello, $env:INPUT_NAME"` : String.raw`printf 'Hello, %s\n' "$INPUT_NAME"`;
  const absolute = platform === "win32" ? "^[A-Za-z]:" : "^/";
  return `// The commands of chatty: for "chatty run", for MCP clients and for the page of "chatty gui".
// "chatty config check" tells whether this file holds; a server that runs reads it again by itself.
{
  "$schema": "./${SCHEMA_FILE}",
  "commands": {
    // chatty run greet --name Ada
    "greet": {
      "description": "Greet somebody",
      "readOnly": true,
      "input": {
        "name": { "type": "string", "description": "Who is greeted", "maxLength": 100, "default": "world" },
      },
      "does": { "kind": "shell", "script": ${JSON.stringify(greeting)} },
    },
    // Commands run in the home folder, wherever you are: that is where a relative path would begin.
    // chatty run git-log --folder /path/to/checkout --author Ada
    "git-log": {
      "description": "List the last commits of a checkout",
      "readOnly": true,
      "input": {
        "folder": { "type": "string", "description": "Where the checkout is, an absolute path", "pattern": ${JSON.stringify(absolute)} },
        "count": { "type": "integer", "description": "How many commits", "minimum": 1, "maximum": 100, "default": 10 },
        "author": { "type": "string", "description": "Only of this author", "optional": true, "allowLeadingDash": true },
      },
      "does": {
        "kind": "program",
        // Every {name} is one argument, whatever is in it. The inner list is left out without an author.
        "argv": ["git", "-C", "{folder}", "log", "--oneline", "-n", "{count}", ["--author", "{author}"]],
      },
    },
    // chatty run search --words "MCP servers"
    "search": {
      "description": "Search the web in the browser",
      "readOnly": true,
      "input": { "words": { "type": "string", "description": "What is searched for", "minLength": 1 } },
      "does": { "kind": "open", "url": "https://duckduckgo.com/?q={words}" },
    },
  },
  "prompts": {
    "review": {
      "description": "Review the last commits of a checkout",
      "arguments": { "folder": { "type": "string", "description": "Where the checkout is" } },
      "text": "List the last commits of {folder} with the tool git-log, and say which of them need a second look.",
    },
  },
}
`;
}
