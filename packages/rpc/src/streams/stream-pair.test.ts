import { expect, test } from "vitest";

import { streamPair } from "./stream-pair.ts";

test("streamPair() takes a write when it is read, and breaks those of a reader that goes away", async () => {
  const [here, there] = streamPair();
  let isTaken = false;
  const written = here.write("ü").then(() => (isTaken = true));
  await Promise.resolve();
  expect(isTaken).toBe(false);
  expect(await there.read()).toEqual(new TextEncoder().encode("ü"));
  await written;
  const broken = here.write("a");
  await there.close();
  await expect(broken).rejects.toMatchObject({ code: "EPIPE" });
  await expect(here.write("b")).rejects.toMatchObject({ code: "EPIPE" });
  expect(await here.read()).toBeUndefined();
});
