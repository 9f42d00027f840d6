// Requests to our own server, and what is said where one fails.
import { say, sayOr } from "./words.js";

export class Trouble extends Error {}

const words = (event) =>
  new Trouble(sayOr(`error.${event.code}`, say("error.failed")).replace("{length}", event.length));

async function checked(response) {
  if (response.ok) return response;
  const told = await response.json().catch(() => ({}));
  if (response.status === 422) throw new Trouble(say("error.bad_request"));
  throw words(told);
}

async function reached(address, options) {
  try {
    return await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Trouble(say("error.offline"));
  }
}

const posted = (body, signal) => ({
  method: "POST",
  headers: { "content-type": "application/json", "x-wenju": "1" },
  body: JSON.stringify(body),
  signal,
});

export const get = async (address) => (await checked(await reached(address, {}))).json();
export const post = async (address, body) =>
  (await checked(await reached(address, posted(body)))).json();
export const fetched = async (address, body) =>
  (await checked(await reached(address, posted(body)))).blob();

// Ask, and hand on each event of the answer as it comes.
export async function ask(body, signal, onEvent) {
  const response = await checked(await reached("/chat/ask", posted(body, signal)));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let done = false;
  for (;;) {
    let part;
    try {
      part = await reader.read();
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Trouble(say("error.broken_off"));
    }
    if (part.done) break;
    const lines = (rest + part.value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const event = JSON.parse(line);
      if (event.kind === "error") throw words(event);
      done ||= event.kind === "done";
      onEvent(event);
    }
  }
  if (!done) throw new Trouble(say("error.broken_off"));
}
