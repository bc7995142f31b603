import { expect, test } from "vitest";

import { chattyOf } from "../runs/testing/chatty-of.ts";
import { configured } from "../runs/testing/configured.ts";
import { configNotes } from "./config-notes.ts";
import { exampleText } from "./example.ts";
import { readConfigText } from "./read-config-text.ts";

function notes(does: object, input: object = {}): readonly string[] {
  const content = { commands: { do: { description: "Do", readOnly: true, input, does } } };
  return configNotes(readConfigText(JSON.stringify(content), "/ada/chatty.config.json").commands);
}

function program(...argv: readonly unknown[]): object {
  return { kind: "program", argv };
}

test.each([
  [
    { kind: "shell", script: "echo {name} {a_1}" },
    [
      "script: {name} is text for the shell; an input of that name is the variable INPUT_NAME",
      "script: {a_1} is text for the shell; an input of that name is the variable INPUT_A_1",
    ],
  ],
  [program("ls | wc"), ['argv[0]: "ls | wc" is the name of one program, as no shell reads it']],
  [program("echo", "a", "{name}"), ['argv: {name} is text, as there is no input "name"']],
])("configNotes() of %j", (does, wanted) => {
  expect(notes(does)).toEqual(wanted.map((text) => `commands.do.does.${text}`));
});

test.each([
  { kind: "shell", script: "echo ${HOME} \"$INPUT_NAME\" {1..3} {}; awk '{print $1}'; { ls; }" },
  program("find", ".", "-exec", "echo", "{}", "{print $1}"),
  program("/opt/My Tools/run", "a b"),
  program(String.raw`C:\Program Files\tool.exe`),
  { kind: "open", url: "https://example.com/" },
])("configNotes() has nothing to say of %j", (does) => {
  expect(notes(does)).toEqual([]);
});

test("configNotes() has nothing to say of inputs, nor of the first configuration", () => {
  expect(notes(program("echo", "{name}"), { name: { type: "string" } })).toEqual([]);
  for (const platform of ["linux", "win32"] as const) {
    expect(configNotes(readConfigText(exampleText(platform), "/ada/chatty.config.json").commands)).toEqual(
      [],
    );
  }
});

test("chatty config check tells them beside what it finds", async () => {
  const does = program("ls | wc");
  const asked = chattyOf(configured({ do: { description: "Do", readOnly: true, does } }));
  const text = 'commands.do.does.argv[0]: "ls | wc" is the name of one program, as no shell reads it';
  expect(await asked(["config", "check"])).toMatchObject({ exitCode: 0, stderr: `note: ${text}\n` });
  const { stdout } = await asked(["config", "check", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, commands: 1, notes: [text] });
});
