// Which documents are searched: chosen in a panel, shown above the question as long as they hold.
import { button, h, icon, tell } from "./dom.js";
import { get } from "./stream.js";
import { say, sayOr } from "./words.js";

const LISTS = ["documents", "issuers", "regions", "families", "statuses"];
const STATUSES = ["现行有效", "尚未施行", "已修改", "已废止", "失效", "期满", "时效未知"];
const FREE = new Set(["documents", "issuers"]); // part of a name will do

export const clean = (filter) =>
  Object.fromEntries(Object.entries(filter ?? {}).filter(([, value]) => value && value.length !== 0));

// Each thing chosen, as [words, what takes it away].
function chosen(filter) {
  const found = [];
  for (const name of LISTS) {
    for (const value of filter[name] ?? []) {
      const shown = name === "statuses" ? sayOr(`validity.${value}`, value) : value;
      const without = { ...filter, [name]: filter[name].filter((other) => other !== value) };
      found.push([say(`filter.is.${name}`, { value: shown }), clean(without)]);
    }
  }
  if (filter.years) {
    const [first, last] = filter.years;
    const value = first === last ? first : `${first}–${last}`;
    found.push([say("filter.is.years", { value }), clean({ ...filter, years: null })]);
  }
  if (filter.as_of) found.push([say("filter.is.as_of", { value: filter.as_of }), clean({ ...filter, as_of: "" })]);
  return found;
}

export const inWords = (filter) => chosen(clean(filter)).map(([words]) => words);

// The row of what is chosen; `change` gets the new filter.
export function showChosen(row, filter, change) {
  const chips = chosen(filter).map(([words, without]) =>
    h("li", {}, h("button", { type: "button", class: "wj-filter-chip", "aria-label": say("filter.take_away", { what: words }), onclick: () => change(without) }, words, icon("close"))),
  );
  if (chips.length > 1) chips.push(h("li", {}, button("", say("filter.clear"), () => change({}), { shown: true })));
  row.replaceChildren(...(chips.length ? [h("span", { class: "wj-soft" }, say("filter.active")), h("ul", {}, chips)] : []));
}

let offered;

// The panel of fields. It is drawn anew whenever it opens.
export async function drawPanel(panel, filter, change) {
  panel.replaceChildren(h("p", { class: "wj-soft", role: "status" }, say("filter.loading")));
  try {
    offered = await get("/chat/choices");
  } catch (error) {
    panel.replaceChildren(h("p", { role: "alert" }, error.message));
    return;
  }
  const add = (name, value) => {
    const text = value.trim();
    if (!text || (filter[name] ?? []).includes(text)) return;
    if (!FREE.has(name) && !offered[name].includes(text)) {
      tell(say("filter.unknown", { value: text.slice(0, 40) }), true);
      return;
    }
    change({ ...filter, [name]: [...(filter[name] ?? []), text] });
  };
  panel.replaceChildren(
    listed("documents", add, [], titles),
    listed("issuers", add, offered.issuers),
    listed("regions", add, offered.regions),
    listed("families", add, offered.families),
    years(filter, change),
    validity(filter, change),
  );
}

function listed(name, add, values, look = null) {
  const id = `wj-filter-${name}`;
  const list = h("datalist", { id: `${id}-list` }, values.map((value) => h("option", { value })));
  const take = (box) => { add(name, box.value); box.value = ""; };
  const box = h("input", {
    id, list: list.id, maxlength: 100, autocomplete: "off", placeholder: say(`filter.hint.${name}`),
    onkeydown: (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      take(box);
    },
    onchange: () => [...list.options].some((one) => one.value === box.value) && take(box),
    oninput: () => look?.(box, list),
  });
  const act = button("plus", say("filter.add", { what: say(`filter.${name}`) }), () => take(box));
  return h("div", { class: "wj-field" }, h("label", { for: id }, say(`filter.${name}`)), h("div", { class: "wj-with" }, box, act), list);
}

let latest = 0;
async function titles(box, list) {
  const mine = (latest += 1);
  if (box.value.trim().length < 2) return;
  const found = await get(`/chat/titles?holding=${encodeURIComponent(box.value)}`).catch(() => []);
  if (mine === latest) list.replaceChildren(...found.map((value) => h("option", { value })));
}

function years(filter, change) {
  const [least, most] = offered.years ?? [1949, new Date().getFullYear()];
  const field = (id, i) =>
    h("input", { id, type: "number", min: 1900, max: 2100, step: 1, placeholder: String(i ? most : least), "aria-label": say(i ? "filter.until" : "filter.from"), value: filter.years?.[i] ?? null, onchange: set });
  const [from, until] = [field("wj-filter-from", 0), field("wj-filter-until", 1)];
  function set() {
    const [a, b] = [Number(from.value), Number(until.value)];
    if (!a && !b) return change(clean({ ...filter, years: null }));
    const pair = [a || least, b || most];
    if (pair.some((year) => !Number.isInteger(year) || year < 1900 || year > 2100)) {
      return tell(say("filter.bad_year"), true);
    }
    return change({ ...filter, years: pair.sort((x, y) => x - y) });
  }
  return h("fieldset", { class: "wj-field" }, h("legend", {}, say("filter.years")), h("div", { class: "wj-with" }, from, h("span", {}, "–"), until));
}

function validity(filter, change) {
  const boxes = STATUSES.map((status) => {
    const box = h("input", {
      type: "checkbox", checked: (filter.statuses ?? []).includes(status),
      onchange: () => change(clean({ ...filter, statuses: box.checked ? [...(filter.statuses ?? []), status] : filter.statuses.filter((one) => one !== status) })),
    });
    return h("label", { class: "wj-check" }, box, sayOr(`validity.${status}`, status));
  });
  const day = h("input", { id: "wj-filter-day", type: "date", min: "1949-01-01", max: "2100-12-31", value: filter.as_of ?? null, onchange: () => change(clean({ ...filter, as_of: day.value })) });
  return h(
    "fieldset",
    { class: "wj-field wj-wide" },
    h("legend", {}, say("filter.validity")),
    h("div", { class: "wj-with" }, h("label", { for: "wj-filter-day" }, say("filter.on_day")), day),
    h("div", { class: "wj-checks" }, boxes),
  );
}
