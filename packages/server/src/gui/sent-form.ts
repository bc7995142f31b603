/** Takes forms from pages of this server, and from nobody else. */

import { chattyFault } from "../faults.ts";
import { readBody } from "../http/read-body.ts";
import { secretCheck } from "../http/secret.ts";
import { TOKEN_FIELD } from "./command-form.ts";
import { readForm } from "./form-texts.ts";

import type { Gui } from "./gui.ts";

export type Form = ReadonlyMap<string, string>;

/**
 * The fields of a form that a page of this server has sent, without its token. `Host` and `Origin` were looked at before.
 *
 * @throws Fault `form-foreign`, `form-invalid`
 */
export async function sentForm(request: Request, { token }: Gui): Promise<Form> {
  const { headers } = request;
  const site = headers.get("sec-fetch-site") ?? "same-origin";
  if (site !== "same-origin") throw foreignForm();
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") {
    throw chattyFault("form-invalid", {
      message: "Cannot read the form: it is of another kind, application/x-www-form-urlencoded is wanted",
      hint: "Send it from the page",
    });
  }
  const body = await readBody(request);
  if (body.kind === "refused") throw chattyFault("form-invalid", body.refusal);
  const form = readForm(body.text);
  if (!secretCheck(token)(form.get(TOKEN_FIELD) ?? "")) throw foreignForm();
  form.delete(TOKEN_FIELD);
  return form;
}

function foreignForm(): Error {
  return chattyFault("form-foreign", {
    message:
      "Cannot take the form: it is not from a page of this server as it runs now, such a one is wanted",
    hint: "Load the page again and send it from there",
  });
}
