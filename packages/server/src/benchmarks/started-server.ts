/** A server over HTTP in a process of its own, as soon as it has said where it is. */

export type StartedServer = {
  readonly child: Bun.Subprocess<"ignore", "pipe", "ignore">;
  /** Without a path. */
  readonly origin: string;
  readonly end: () => Promise<void>;
};

/** It says where it is on standard output. @throws when it ends before. */
export async function startServer(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<StartedServer> {
  const child = Bun.spawn([...command], { env, stdin: "ignore", stdout: "pipe", stderr: "ignore" });
  const reader: ReadableStreamDefaultReader<Uint8Array> = child.stdout.getReader();
  const decoder = new TextDecoder();
  let said = "";
  for (;;) {
    // oxlint-disable-next-line eslint/no-await-in-loop -- one piece after the other
    const { done, value } = await reader.read();
    said += decoder.decode(value, { stream: true });
    const origin = /http:\/\/[\w.:]+:\d+(?=\D)/u.exec(said)?.[0];
    if (origin !== undefined) {
      void drain(reader);
      return { child, origin, end: () => endOf(child) };
    }
    if (done) throw new Error(`${command.join(" ")} ended: ${said}`);
  }
}

/** A server that nobody reads would wait some day. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  // oxlint-disable-next-line eslint/no-await-in-loop -- one piece after the other
  while (!(await reader.read()).done);
}

async function endOf(child: StartedServer["child"]): Promise<void> {
  child.kill("SIGTERM");
  await child.exited;
}
