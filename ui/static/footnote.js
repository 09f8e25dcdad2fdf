// What the page does by itself: marks show their quotes, answers are copied and rated, articles are
// opened. Knows the classes and ids that ui/render writes. Everything hangs on listeners of the
// document, since Gradio rewrites the HTML whenever a conversation goes on; what a visitor changed
// (a rating, a fold) is put back by `refresh`. Texts are only ever set as text.
"use strict";

(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };
  const tell = (name, detail = {}) =>
    document.dispatchEvent(new CustomEvent(`footnote:${name}`, { detail }));
  const reveal = (element, block) =>
    element.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

  const root = document.documentElement;
  if (new URLSearchParams(location.search).get("embed") === "1") root.classList.add("embed");

  // Sources: a click on a mark shows its source, lights it up and moves the focus to it.

  function openSource(source) {
    const panel = source.closest(".evidence");
    for (const other of $$(".evidence")) other.classList.toggle("shown", other === panel);
    for (const lit of $$(".source.lit")) lit.classList.remove("lit");
    source.classList.add("lit");
    source.focus({ preventScroll: true });
    reveal(source, "center");
  }

  const target = (link) => document.getElementById(link.getAttribute("href").slice(1));

  // Hover or focus on a mark shows the same quote at the mark.

  const glimpse = make("div", { id: "glimpse", role: "tooltip", hidden: true });
  let glimpsed = null;

  function show(mark) {
    const source = target(mark);
    if (!source || mark === glimpsed) return;
    hide();
    glimpse.replaceChildren(
      make("strong", { textContent: $("h3 > span:last-child", source).textContent }),
      make("span", { className: "origin", textContent: $(".origin", source).textContent }),
      make("q", { textContent: $("mark", source).textContent, dir: "auto" }),
    );
    glimpse.hidden = false;
    const at = mark.getBoundingClientRect();
    const size = glimpse.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left - 24, root.clientWidth - size.width - 8));
    const above = at.top - size.height - 6;
    glimpse.style.left = `${left}px`;
    glimpse.style.top = `${above > 8 ? above : at.bottom + 6}px`;
    mark.setAttribute("aria-describedby", "glimpse");
    glimpsed = mark;
  }

  function hide() {
    glimpse.hidden = true;
    glimpsed?.removeAttribute("aria-describedby");
    glimpsed = null;
  }

  const onMark = (event) => event.target.closest?.("a.mark");
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const mark = onMark(event);
    if (mark) show(mark);
    else if (glimpsed && !event.target.closest?.("#glimpse")) hide();
  });
  document.addEventListener("focusin", (event) => {
    const mark = onMark(event);
    if (mark?.matches(":focus-visible")) show(mark);
    else hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hide();
    const filters = $(".filters[open]");
    if (filters) {
      filters.open = false;
      $("summary", filters).focus();
    }
  });
  document.addEventListener("scroll", hide, { capture: true, passive: true });

  // Copying, where the clipboard may be closed to pages without TLS.

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const box = make("textarea", { value: text, className: "unseen", readOnly: true });
      document.body.append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      return done;
    }
  }

  async function copyFrom(button) {
    const before = (button.dataset.label ??= button.textContent);
    const said = button.closest(".tools").dataset;
    button.textContent = (await copy(button.dataset.copy)) ? said.copied : said.failed;
    announce(button.textContent);
    setTimeout(() => (button.textContent = before), 1600);
  }

  function exportAll(button) {
    const answers = $$(".copy.markdown").map((each) => each.dataset.copy);
    const text = [`# ${button.dataset.title}\n`, ...answers].join("\n");
    const url = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    make("a", { href: url, download: button.dataset.file }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  // Ratings: remembered here, since a turn's HTML is written anew when the next one comes.

  const ratings = new Map();

  function rate(button) {
    const answer = button.closest(".rating").dataset.answer;
    ratings.set(answer, { rating: button.dataset.rating, note: "", said: "", open: true });
    refresh();
    tell("rate", { answer, rating: button.dataset.rating, note: "" });
  }

  function sendNote(button) {
    const place = button.closest(".rating");
    const kept = ratings.get(place.dataset.answer);
    kept.note = $("textarea", place).value;
    kept.open = false;
    refresh();
    tell("rate", { answer: place.dataset.answer, rating: kept.rating, note: kept.note });
  }

  function showRatings() {
    const outcome = $("#outcome [data-answer]");
    const told = outcome && ratings.get(outcome.dataset.answer);
    if (told && told.said !== outcome.textContent) announce((told.said = outcome.textContent));
    for (const place of $$(".rating")) {
      const kept = ratings.get(place.dataset.answer);
      for (const button of $$(".rate", place)) {
        button.setAttribute("aria-pressed", String(kept?.rating === button.dataset.rating));
      }
      write($(".rated", place), kept?.said ?? "");
      $(".note", place).hidden = !kept?.open;
    }
  }

  // The options: read when a question is asked.

  const value = (id) => document.getElementById(id)?.value ?? "";
  const FILTERS = ["after", "before", "source"];
  const chosen = () =>
    JSON.stringify(Object.fromEntries(FILTERS.map((id) => [id, value(id)]).filter(([, v]) => v)));
  window.footnote = { chosen };

  function showFilters() {
    const active = $(".filters .active");
    if (!active) return;
    const days = [value("after"), value("before")];
    const range = days.some(Boolean) ? days.map((day) => day || "…").join(" – ") : "";
    write(active, [range, value("source")].filter(Boolean).join(", "));
  }

  // Articles: the dialog opens when its text is there.

  let wanted = "";

  function openArticle(button) {
    const { exchange, place } = button.dataset;
    wanted = `/${exchange}/${place}`;
    tell("open", { exchange, place });
    showReader();
  }

  function showReader() {
    const reader = $("#reader");
    if (!wanted || !reader?.dataset.key.endsWith(wanted)) return;
    wanted = "";
    if (!reader.open) reader.showModal();
    const quoted = $("mark", reader);
    $(".article", reader).scrollTop = 0;
    quoted?.scrollIntoView({ block: "center" });
  }

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest?.(selector);
    const link = on("a.mark, a.back");
    if (link) {
      event.preventDefault();
      hide();
      const place = target(link);
      if (place && link.matches(".mark")) openSource(place);
      else if (place) reveal(place, "start");
    } else if (on("button.ask")) {
      tell("ask", { question: on("button.ask").textContent, chosen: chosen() });
    } else if (on("button.open")) openArticle(on("button.open"));
    else if (on("#reader .close") || event.target.id === "reader") $("#reader").close();
    else if (on("button.copy")) copyFrom(on("button.copy"));
    else if (on("button.rate")) rate(on("button.rate"));
    else if (on("button.send-note")) sendNote(on("button.send-note"));
    else if (on("#export")) exportAll(on("#export"));
    else if (on("#to-articles")) toggleShelf(on("#to-articles"));
    else if (on("button.remove")) tell("remove", { article: on("button.remove").dataset.article });
    else if (on("#reset")) {
      for (const field of $$(".filters :is(input, select)")) field.value = "";
      showFilters();
    }
    const filters = $(".filters[open]");
    if (filters && !filters.contains(event.target)) filters.open = false;
  });

  document.addEventListener("change", (event) => {
    if (event.target.id === "collection") tell("choose", { collection: event.target.value });
    if (FILTERS.includes(event.target.id)) showFilters();
    if (event.target.id === "files") {
      sendFiles(event.target.files);
      event.target.value = "";
    }
  });

  function toggleShelf(button) {
    const open = root.classList.toggle("shelf");
    button.dataset.label ??= button.textContent;
    button.textContent = open ? button.dataset.other : button.dataset.label;
    button.setAttribute("aria-pressed", String(open));
    if (open) tell("shelf");
    else if (!$(".turn")) tell("choose");
  }

  // Files go one after the other, each in pieces that are answered before the next is sent.

  const PIECE = 120_000;
  let sending = null;

  async function* pieces(files) {
    for (const file of files) {
      for (let at = 0; at === 0 || at < file.size; at += PIECE) {
        const bytes = new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer());
        let text = "";
        for (const byte of bytes) text += String.fromCharCode(byte);
        yield { name: file.name, at, data: btoa(text) };
      }
    }
  }

  async function sendNext() {
    const current = sending;
    current.waiting = false;
    const { value, done } = await current.pieces.next();
    if (done) {
      sending = null;
      tell("bring");
    } else {
      current.waiting = true;
      tell("piece", { ...value, number: ++current.number });
    }
  }

  function sendFiles(files) {
    if (sending || !files.length) return;
    sending = { pieces: pieces([...files]), number: Date.now(), waiting: false };
    sendNext();
  }

  function showSending() {
    const answered = $("#piece [data-piece]");
    if (sending?.waiting && answered?.dataset.piece === String(sending.number)) sendNext();
    else if (sending?.waiting && $("#piece .trouble")) sending = null;
  }

  const dropped = (event) => event.target.closest?.(".drop");
  for (const name of ["dragover", "dragenter"]) {
    document.addEventListener(name, (event) => {
      if (!dropped(event)) return;
      event.preventDefault();
      dropped(event).classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => dropped(event)?.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    if (!dropped(event)) return;
    event.preventDefault();
    dropped(event).classList.remove("over");
    sendFiles(event.dataTransfer.files);
  });

  // What happens is said to screen readers once, not word by word.

  const said = make("div", { className: "unseen", role: "status" });
  said.setAttribute("aria-live", "polite");
  const announce = (text) => write(said, text);

  // The newest question comes to the top when it is asked and stays there: its draft and its answer
  // grow below it. The place keeps the draft's height, so that nothing moves when fewer words stay.

  let seen = "";
  let height = 0;

  function showTurn() {
    const current = $("#current");
    const turn = $("#current .turn");
    const reply = turn && $(".reply", turn);
    if (reply?.matches(".draft")) height = current.offsetHeight;
    const state = turn ? `${turn.id} ${reply.className}` : "";
    if (state === seen) return;
    const another = !turn || !seen.startsWith(`${turn.id} `);
    seen = state;
    if (current) {
      if (another) height = 0;
      current.style.minHeight = height ? `${height}px` : "";
    }
    $("#evidence")?.scrollTo(0, 0);
    if (!turn) return;
    if (another) reveal(turn, "start");
    const body = reply.matches(".draft") ? "" : $(".body", reply).innerText;
    announce(`${$(".state", reply).textContent} ${body}`);
  }

  function refresh() {
    showTurn();
    showRatings();
    showReader();
    showFilters();
    showSending();
    const last = $("#current .turn")?.id.slice("turn-".length) ?? "0";
    for (const asks of $$("#to-ask .asks")) asks.hidden = asks.dataset.after !== last;
    const out = $("#export");
    if (out) out.hidden = !$(".copy.markdown");
    if (glimpsed && !glimpsed.isConnected) hide();
  }

  const watched = { childList: true, subtree: true, attributeFilter: ["class", "data-key", "data-piece"] };
  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(glimpse, said);
    let due = false;
    new MutationObserver(() => {
      if (!due) requestAnimationFrame(() => (due = false, refresh()));
      due = true;
    }).observe(document.body, watched);
  });
})();
