import { createHmac } from "node:crypto";

import { caught } from "@slipway/testkit";
import { describe, expect, test } from "vitest";

import { signWith } from "./signature.ts";

describe("signWith()", () => {
  test("signs as the specification's own example", () => {
    const sign = signWith("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    const parts = {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestampSeconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    };
    expect(sign(parts)).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  test("takes the base64 alone as well, and signs the bytes of the body", () => {
    const body = '{"name":"Zoë 🚀"}';
    const wanted = createHmac("sha256", "geheim ü").update(`a.5.${body}`).digest("base64");
    expect(signWith(Buffer.from("geheim ü").toString("base64"))({ id: "a", timestampSeconds: 5, body })).toBe(
      `v1,${wanted}`,
    );
  });

  test.each(["whsec_", "whsec_h$sh hush", "whsec_abc", "whsec_ab==cd", "whsec_a-_b", "any hush text", ""])(
    "refuses %j without repeating it",
    async (secret) => {
      const fault = await caught(() => signWith(secret));
      expect(fault.code).toBe("webhook-secret-invalid");
      const secretPart = secret.replace(/^whsec_/u, "");
      if (secretPart !== "") expect(JSON.stringify([fault.message, fault.hint])).not.toContain(secretPart);
    },
  );
});
