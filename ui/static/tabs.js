// Documents, lookup, evaluation: links that ask a tab for something, uploads, copying.
// `#do-NAME?QUERY` puts QUERY into the hidden box of that name, which the server listens to.
import { copy, h, scroll } from "./dom.js";
import { language, say } from "./words.js";

const FILE_LIMIT = 50_000_000, FILES_LIMIT = 10_000;

function ask(name, query) {
  const box = document.querySelector(`#wj-act-${name} :is(textarea, input)`);
  if (!box) return;
  box.value = box.value === query ? `${query}&again` : query; // only what changes is heard
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// What a click opened beside or below is brought into view, and read on from there.
function reveal(selector) {
  const before = document.querySelector(selector)?.textContent;
  let left = 60;
  const look = setInterval(() => {
    const now = document.querySelector(selector);
    if (now && now.textContent !== before) {
      scroll(now, "nearest");
      now.focus({ preventScroll: true });
    }
    if (now?.textContent !== before || !(left -= 1)) clearInterval(look);
  }, 100);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href*="#do-"]');
  if (link) {
    event.preventDefault();
    const [, name, query] = /#do-([a-z]+)\??(.*)$/.exec(link.getAttribute("href")) ?? [];
    const text = link.parentElement.querySelector(".wj-copied-text")?.textContent ?? "";
    if (name === "copy") copy(text, say("told.copied"));
    else if (name) ask(name, query);
    if (name === "documents" && /(^|&)document=/.test(query)) reveal(".wj-doc");
    return;
  }
  const framed = event.target.closest?.("a.wj-frame");
  if (framed) {
    event.preventDefault();
    showReport(framed);
  }
  if (event.target.closest?.("#wj-pick-files")) pick(false);
  if (event.target.closest?.("#wj-pick-folder")) pick(true);
  if (event.target.closest?.("#wj-pick-set")) pickSet();
});

// A report in a frame of its own: it may run its one script, and reach nothing of ours.
function showReport(link) {
  const frame = h("iframe", {
    class: "wj-report-frame", sandbox: "allow-scripts", title: link.textContent, src: link.getAttribute("href"),
  });
  link.closest("article").append(frame);
  link.remove();
  frame.scrollIntoView({ block: "nearest" });
}

function pickSet() {
  const input = h("input", { type: "file", accept: ".jsonl,.csv,.xlsx" });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    const answer = await send(`/sets/new?name=${encodeURIComponent(file.name)}`, file);
    const told = answer.error ?? say("evaluation.uploaded", { name: answer.name });
    document.getElementById("wj-set-state")
      ?.replaceChildren(h("p", { class: answer.error ? "wj-error" : null }, told));
    ask("evaluations", "uploaded");
  });
  input.click();
}

// uploads
function pick(folder) {
  const input = h("input", { type: "file", multiple: true, webkitdirectory: folder });
  input.addEventListener("change", () =>
    upload([...input.files].map((file) => [file.webkitRelativePath || file.name, file])));
  input.click();
}

const hidden = (path) => path.split("/").some((part) => part.startsWith("."));

async function walk(entry, path, found) {
  if (entry.isFile) {
    found.push([path + entry.name, await new Promise((done, fail) => entry.file(done, fail))]);
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return;
    for (const inner of some) await walk(inner, `${path}${entry.name}/`, found);
  }
}

async function dropped(data) {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...data.files].map((file) => [file.name, file]);
  const found = [];
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

const over = (event) => event.target.closest?.("#wj-drop");
document.addEventListener("dragover", (event) => {
  const zone = over(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.add("wj-over");
});
document.addEventListener("dragleave", (event) => {
  const zone = over(event);
  if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("wj-over");
});
document.addEventListener("drop", async (event) => {
  const zone = over(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove("wj-over");
  upload(await dropped(event.dataTransfer));
});

function send(url, body, onprogress) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-Wenju", language);
    request.responseType = "json";
    if (onprogress) request.upload.addEventListener("progress", onprogress);
    request.addEventListener("loadend", () => {
      const { status, response } = request;
      if (status >= 200 && status < 300) return done(response ?? {});
      const error = status === 413 ? say("upload.too_large") : say("upload.lost");
      done({ error: response?.error ?? error });
    });
    request.send(body);
  });
}

function report(lines, share) {
  const state = document.getElementById("wj-upload-state");
  if (!state) return;
  state.replaceChildren();
  if (share !== undefined) {
    state.append(h("progress", { max: 1, value: share, "aria-label": say("upload.progress") }));
  }
  state.append(...lines.map(([text, bad]) => h("p", { class: bad ? "wj-error" : null }, text)));
}

let sending = false;

async function upload(all) {
  const files = all.filter(([path]) => !hidden(path));
  if (!files.length) return report([[say("upload.nothing"), true]]);
  if (sending) return report([[say("upload.busy"), true]]);
  if (files.length > FILES_LIMIT) return report([[say("upload.too_many_files"), true]]);
  sending = true;
  window.addEventListener("beforeunload", stay);
  const batch = crypto.randomUUID().replaceAll("-", "");
  const refused = [];
  const total = files.reduce((sum, [, file]) => sum + Math.min(file.size, FILE_LIMIT), 1);
  let before = 0, sent = 0;
  for (const [path, file] of files) {
    const told = say("upload.sending", { done: sent + refused.length + 1, all: files.length });
    const line = [`${told} ${path}`, false];
    if (file.size > FILE_LIMIT) {
      refused.push([say("upload.file_too_large", { name: path, size: Math.ceil(file.size / 1e6) }), true]);
      continue;
    }
    report([line, ...refused], before / total);
    const answer = await send(
      `/uploads/${batch}?name=${encodeURIComponent(path)}`, file,
      (event) => report([line, ...refused], (before + event.loaded) / total));
    before += file.size;
    if (answer.error) refused.push([`${path}: ${answer.error}`, true]);
    else sent += 1;
  }
  if (sent) {
    const replace = document.querySelector("#wj-replace input")?.checked ? 1 : 0;
    const answer = await send(`/uploads/${batch}/index?replace=${replace}`, null);
    if (answer.error) refused.push([answer.error, true]);
  }
  sending = false;
  window.removeEventListener("beforeunload", stay);
  report([[say("upload.sent", { sent, all: files.length }), !sent], ...refused]);
  ask("jobs", "started");
}

const stay = (event) => event.preventDefault();

// A job that ended may have changed the index: the masthead looks again.
let seen = "";
setInterval(() => {
  const now = document.getElementById("wj-jobs")?.textContent ?? "";
  if (now !== seen) dispatchEvent(new Event("wenju:changed"));
  seen = now;
}, 1000);
