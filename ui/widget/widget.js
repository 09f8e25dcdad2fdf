/* <footnote-chat>: a chat over a Footnote server's articles, for any page. Documented in __init__.py.

   <script src="https://SERVER/widget.js" defer></script>
   <footnote-chat collection="hr" title="Ask HR"></footnote-chat>

   What comes from the server is put in as text only, never as markup. */
(() => {
"use strict";
if (customElements.get("footnote-chat")) return;

const HOME = document.currentScript?.src;
const PHONE = matchMedia("(max-width: 480px)");
const LONGEST_ANSWER = 20000;
const ROOM = 240; // characters of context on each side of a quote

const TEXTS = {
  en: {
    locale: "en-GB",
    title: "Ask the articles",
    welcome: "What would you like to know?",
    about: "Every sentence of an answer comes with its quote.",
    restart: "New conversation",
    close: "Close",
    question: "Your question",
    placeholder: "Ask a question…",
    send: "Send",
    stop: "Stop",
    searching: "Searching the articles…",
    draft: "Draft, not checked yet",
    quoted: "Quoted from the articles",
    written: "Every sentence checked against its quotes",
    refused: "Not in the articles",
    refusal: "I could not find this in the articles.",
    several: "reported by {n} articles",
    searched: "searched for: {n}",
    stopped: "Stopped before there was an answer.",
    sources: "Sources",
    source: "Source",
    closest: "Closest passages to read",
    undated: "undated",
    open: "Open article",
    back: "Back to the answer",
    gone: "The quote does not stand in this article any more.",
    up: "Helpful",
    down: "Not helpful",
    thanks: "Thank you.",
    setup: "This chat is not set up yet: its server must be an address that starts with https://.",
    0: "The server cannot be reached from this page. Please try again later.",
    401: "This chat is open only to those it knows. Please sign in, or ask for access.",
    403: "This page may not ask here. Whoever runs the chat can allow it.",
    404: "What this chat looks into is not there, or not open to you.",
    422: "This question cannot be asked as it stands. Please put it in other words.",
    429: "That was too fast. Please wait {n} s.",
    503: "No answer can be given just now. Please try again later.",
    broken: "Something went wrong on the way. Please try again.",
  },
  de: {
    locale: "de-DE",
    title: "Die Artikel fragen",
    welcome: "Was möchten Sie wissen?",
    about: "Jeder Satz einer Antwort kommt mit seinem Zitat.",
    restart: "Neues Gespräch",
    close: "Schließen",
    question: "Ihre Frage",
    placeholder: "Stellen Sie eine Frage …",
    send: "Senden",
    stop: "Anhalten",
    searching: "Die Artikel werden durchsucht …",
    draft: "Entwurf, noch nicht geprüft",
    quoted: "Zitiert aus den Artikeln",
    written: "Jeder Satz an seinen Zitaten geprüft",
    refused: "Nicht in den Artikeln",
    refusal: "Dazu habe ich in den Artikeln nichts gefunden.",
    several: "berichtet in {n} Artikeln",
    searched: "gesucht wurde: {n}",
    stopped: "Angehalten, bevor es eine Antwort gab.",
    sources: "Quellen",
    source: "Quelle",
    closest: "Nächstliegende Stellen zum Nachlesen",
    undated: "ohne Datum",
    open: "Artikel öffnen",
    back: "Zurück zur Antwort",
    gone: "Das Zitat steht nicht mehr in diesem Artikel.",
    up: "Hilfreich",
    down: "Nicht hilfreich",
    thanks: "Danke.",
    setup: "Dieser Chat ist noch nicht eingerichtet: Die Adresse seines Servers muss mit https:// beginnen.",
    0: "Der Server ist von dieser Seite aus nicht erreichbar. Bitte versuchen Sie es später noch einmal.",
    401: "Dieser Chat steht nur Bekannten offen. Bitte melden Sie sich an oder bitten Sie um Zugang.",
    403: "Diese Seite darf hier nicht fragen. Wer den Chat betreibt, kann es erlauben.",
    404: "Was dieser Chat durchsucht, gibt es nicht, oder es steht Ihnen nicht offen.",
    422: "So lässt sich diese Frage nicht stellen. Bitte formulieren Sie sie anders.",
    429: "Das war zu schnell. Bitte warten Sie {n} s.",
    503: "Gerade ist keine Antwort möglich. Bitte versuchen Sie es später noch einmal.",
    broken: "Unterwegs ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.",
  },
};

const ICONS = {
  chat: "M4 5h16v11H10l-4 4v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  restart: "M12 5v14M5 12h14",
  up: "M7 10v10H3V10zM7 10l4-7c1.7 0 2.6 1.2 2.3 2.8L12.6 9H19c1.4 0 2.3 1.2 2 2.5l-1.5 6.7c-.3 1.1-1.2 1.8-2.3 1.8H7",
};

/* For a light and a dark page. */
const COLOURS = {
  accent: "#0d5c58, #74c7bf",
  "on-accent": "#fff, #0c2523",
  paper: "#fbfaf7, #15181a",
  panel: "#f3f1ea, #1f2427",
  ink: "#1f2427, #e6e7e4",
  soft: "#5b6268, #a3aaad",
  line: "#e0dcd1, #33393c",
  highlight: "#fdeaa7, #574a14",
  trouble: "#8a4f0c, #e2a55c",
};

const STYLE = `
:host { all: initial; display: block; color-scheme: light dark }
:host([hidden]), [hidden] { display: none !important }
.root {
  ${Object.entries(COLOURS).map(([name, pair]) => `--${name}: var(--footnote-${name}, light-dark(${pair}));`).join("")}
  --radius: var(--footnote-radius, 12px);
  --inset: var(--footnote-inset, 20px);
  --rule: 1px solid var(--line);
  --reading: var(--footnote-reading-font, Georgia, "Noto Serif", serif);
  color: var(--ink);
  font-family: var(--footnote-font, system-ui, sans-serif);
  line-height: 1.55;
}
* { box-sizing: border-box; margin: 0; padding: 0; color: inherit; font: inherit }
button { border: 0; background: none; text-align: start; cursor: pointer }
svg { display: block; width: 1.25em; height: 1.25em; fill: none; stroke: currentcolor; stroke-width: 1.8; stroke-linejoin: round }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
:disabled { cursor: default; opacity: .55 }
.small { color: var(--soft); font-size: .8125em }
.status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }

.button, dialog {
  position: fixed; inset-block: auto var(--inset); inset-inline: auto var(--inset);
  z-index: var(--footnote-layer, 1000); max-width: calc(100vw - 2 * var(--inset));
}
:is(.quiet, .source):hover { background: var(--panel) }
.button, .send, .number, .mark:is(:hover, :focus-visible), .quiet[aria-pressed=true] { background: var(--accent); color: var(--on-accent) }
.button { display: flex; align-items: center; gap: .6em; padding: .7em 1.2em .7em 1em; border-radius: 2em; box-shadow: 0 4px 16px #0003; font-weight: 600 }

.panel { position: relative; display: flex; flex-direction: column; height: var(--footnote-height, 38em); overflow: hidden; border: var(--rule); border-radius: var(--radius); background: var(--paper) }
dialog.panel { position: fixed; width: var(--footnote-width, 27em); height: var(--footnote-height, 42em); max-height: calc(100dvh - 2 * var(--inset)); box-shadow: 0 12px 48px #0003 }
dialog:not([open]) { display: none }
.chat, .reader { display: flex; flex: 1; flex-direction: column; min-height: 0 }
.header { display: flex; align-items: center; gap: .25em; padding: .6em .6em .6em 1.1em; border-bottom: var(--rule) }
h2 { flex: 1; overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap }
.quiet { padding: .5em; border-radius: calc(var(--radius) / 2); color: var(--soft) }

.log, .article { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 1.1em; overflow-wrap: anywhere }
:is(.log, .article):focus-visible { outline-offset: -3px }
.welcome h3, .reader h3 { font: 600 1.2em/1.3 var(--reading) }
.turn { display: flex; flex-direction: column; padding-bottom: 1.6em }
.turn:last-child { min-height: 100%; padding-bottom: 0 }
.question { align-self: end; max-width: 88%; margin-bottom: 1em; padding: .5em .9em; border-radius: var(--radius); background: var(--panel); font-weight: 500; white-space: pre-line }
.state { display: flex; gap: .6em; margin-bottom: .35em; font-weight: 600 }
.state::before { flex: none; width: .6em; height: .6em; margin-top: .45em; border: 2px solid var(--dot, var(--accent)); border-radius: 50%; background: var(--dot, var(--accent)); content: "" }
:is(.refused, .stopped) > .state::before { --dot: var(--soft); background: none }
:is(.trouble, .noticed) > .state { --dot: var(--trouble); color: var(--trouble) }
.trouble > .state { font-size: 1em; font-weight: 400 }
.body p + p { margin-top: .75em }
.draft > .body { color: var(--soft); white-space: pre-line }
.word { white-space: nowrap }
.mark, .number { min-width: 1.75em; padding: .2em .4em; border-radius: 1em; font-size: .72em; font-weight: 650; line-height: 1.2; text-align: center }
.mark { position: relative; background: var(--panel); color: var(--accent); vertical-align: .25em }
.searched { margin-top: .6em; font-style: italic }
h4 { margin: 1.3em 0 .4em; font-weight: 600 }
li { border-top: var(--rule); list-style: none }
.source { display: flex; gap: .6em; width: 100%; padding: .55em .35em }
.source span { min-width: 0 }
.source bdi { display: block }
.source bdi:first-child { font-weight: 600 }
.source::after { flex: none; width: .5em; height: .5em; margin-block-start: .45em; margin-inline: auto .2em; border: solid var(--soft); border-width: 0 1.5px 1.5px 0; transform: rotate(45deg); content: "" }
.source[aria-expanded=true]::after { margin-top: .7em; transform: rotate(225deg) }
.source .number { flex: none; align-self: start; min-width: 1.75em; margin-top: .3em }
.passage { padding: 0 .35em .5em }
.passage .quiet { margin-inline-start: -.5em; color: var(--accent); font-size: .875em; font-weight: 600 }
blockquote, .article { font: 1em/1.6 var(--reading); white-space: pre-line }
blockquote { color: var(--soft); font-size: .9375em }
.refused blockquote { color: inherit }
mark { border-radius: .15em; background: var(--highlight); color: var(--ink) }
.down svg { transform: rotate(180deg) }
.rating { display: flex; align-items: center; gap: .15em; margin-top: .5em }

form { display: flex; align-items: end; gap: .5em; padding: .75em; border-top: var(--rule) }
.input, .send { min-height: 2.75em; padding: .55em .9em; border: 1px solid var(--soft); border-radius: calc(var(--radius) * .7) }
.input { flex: 1; min-width: 0; max-height: 8em; field-sizing: content; background: var(--panel); resize: none }
.input:focus-visible { outline-offset: -1px }
.input::placeholder { color: var(--soft) }
.send { border-color: var(--accent); font-weight: 600 }
.stop { background: none; color: var(--accent) }

.reader { position: absolute; inset: 0; background: var(--paper) }
.about { padding: .9em 1.1em; border-bottom: var(--rule); overflow-wrap: anywhere }
.clutter { color: var(--soft); font-size: .9em }

@media (max-width: 480px) {
  dialog.panel { inset: 0; width: 100%; height: 100dvh; max-width: none; max-height: none; border: 0; border-radius: 0 }
  .input { font-size: max(1em, 16px) }
}
@media (pointer: coarse) {
  .quiet, .source, .send, .input { min-width: 44px; min-height: 44px }
  .quiet svg { margin: auto }
  .body { line-height: 1.8 }
  .mark { min-width: 30px; margin-inline: 7px }
  .mark::after { position: absolute; inset: 50% -7px auto; height: 44px; margin-top: -22px; content: "" }
}
@media (prefers-reduced-motion: no-preference) {
  :is(.searching, .draft) > .state::before { animation: breathe 1.1s ease-in-out infinite alternate }
  @keyframes breathe { from { opacity: .25 } }
}
`;

let sheet; // one for all widgets of the page

/* An element; each class is a part, too. Strings become text, never markup. */
const make = (spec, properties, ...children) => {
  const [tag, ...classes] = spec.split(".");
  const element = Object.assign(document.createElement(tag), properties);
  element.className = element.part = classes.join(" ");
  if (/^(p|h\d|blockquote|textarea)$/.test(tag)) element.dir = "auto";
  element.append(...children);
  return element;
};

const button = (name, onclick, properties, ...children) =>
  make(`button.${name}`, { type: "button", onclick, ...properties }, ...children);

const icon = name => {
  const [svg, path] = ["svg", "path"].map(tag => document.createElementNS("http://www.w3.org/2000/svg", tag));
  svg.setAttribute("viewBox", "0 0 24 24");
  path.setAttribute("d", ICONS[name] ?? ICONS.up);
  svg.append(path);
  return svg;
};

const iconButton = (name, texts, onclick, properties) =>
  button(`quiet.${name}`, onclick, { ariaLabel: texts[name], title: texts[name], ...properties }, icon(name));

const fill = (text, n) => text.replace("{n}", () => n);

/* Scrolls the box alone, never the page around it. */
const reveal = (box, element, share) => {
  const gap = element.getBoundingClientRect().top - box.getBoundingClientRect().top;
  box.scrollTop += gap - share * box.clientHeight;
};

/* Why there is no answer: an HTTP status, 0 where nothing came back; seconds to wait, if it says. */
const trouble = (status, detail, wait) => Object.assign(new Error(`Footnote: ${status} ${detail}`), { status, wait });

const sentence = (texts, { status, wait }) => fill(texts[status] ?? texts.broken, parseInt(wait) || 60);

/* A response of the server. Raises trouble, or AbortError when aborted. */
const send = async ({ base, key }, path, signal, body) => {
  const headers = {};
  if (key) headers.Authorization = `Bearer ${key}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(new URL(path, base), {
    method: body ? "POST" : "GET",
    body: body && JSON.stringify(body),
    headers,
    signal,
    cache: "no-store",
    redirect: "manual", // to a login page, which no script can show
  }).catch(error => {
    throw signal.aborted ? error : trouble(0, error.message);
  });
  if (response.ok) return response;
  throw trouble(response.status || 401, path, response.headers.get("Retry-After"));
};

/* The server-sent events of a body: event, data, id. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let event = {};
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw trouble(500, "The stream ended without an answer.");
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      if (rest.length > 2e6) throw trouble(500, "An event is too large.");
      for (const line of lines) {
        const [, field, text] = /^([^:]*):? ?(.*?)\r?$/s.exec(line);
        if (line.length > 1) event[field] = field in event ? `${event[field]}\n${text}` : text;
        else {
          if (event.data) yield event;
          event = {};
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/* An article's text by code points, which offsets count. */
class Text {
  constructor({ text, clutter }) {
    this.points = Array.from(text);
    this.clutter = clutter;
  }

  slice(start, end) {
    return this.points.slice(start, end).join("");
  }

  /* What stands before and after a quote, cut at a word. */
  around({ start, end }) {
    const from = Math.max(0, ...this.clutter.map(span => span[1]).filter(at => at <= start));
    const to = Math.min(this.points.length, ...this.clutter.map(span => span[0]).filter(at => at >= end));
    let before = this.slice(Math.max(from, start - ROOM), start);
    let after = this.slice(end, Math.min(to, end + ROOM));
    if (start - ROOM > from) before = `… ${before.replace(/^\S*\s+/, "")}`;
    if (end + ROOM < to) after = `${after.replace(/\s+\S*$/, "")} …`;
    return [before.trimStart(), after.trimEnd()];
  }

  /* All of it, the quote marked and the clutter set back. */
  nodes({ start, end }) {
    const cuts = [...new Set([0, start, end, this.points.length, ...this.clutter.flat()])].sort((a, b) => a - b);
    return cuts.slice(1).map((to, place) => {
      const from = cuts[place];
      const text = this.slice(from, to);
      const node = start <= from && from < end ? make("mark", {}, text) : text;
      return this.clutter.some(([first, last]) => first <= from && from < last) ? make("span.clutter", {}, node) : node;
    });
  }
}

/* A quote under an answer: its title and, opened, its place in the article. */
class Source {
  constructor(chat, quote) {
    const { texts } = chat;
    const day = new Date(`${quote.date}T00:00:00Z`);
    const date = isNaN(day) ? texts.undated
      : day.toLocaleDateString(texts.locale, { dateStyle: "long", timeZone: "UTC" });
    Object.assign(this, { chat, quote, title: quote.title || quote.article });
    this.origin = [quote.source !== quote.article && quote.source, date].filter(Boolean).join(" · ");
    this.quoted = make("blockquote.quote", {}, make(quote.n ? "mark" : "span", {}, quote.text));
    this.passage = make("div.passage", { hidden: true }, this.quoted,
      button("quiet", ({ target }) => chat.read(this, target), { ariaLabel: `${texts.open}: ${this.title}` }, texts.open));
    this.toggle = button("source", () => this.open(this.passage.hidden), { ariaExpanded: "false" },
      ...(quote.n ? [make("span.number", {}, quote.n)] : []),
      make("span", {}, make("bdi", {}, this.title), make("bdi.small", {}, this.origin)));
    this.element = make("li", {}, this.toggle, this.passage);
  }

  mark() {
    const { chat, quote, title, toggle } = this;
    return button("mark", () => {
      this.open(true);
      toggle.focus({ preventScroll: true });
      reveal(chat.log, toggle, 0.2);
    }, { ariaLabel: `${chat.texts.source} ${quote.n}: ${title}` }, quote.n);
  }

  async open(opened) {
    const { chat, quote, quoted } = this;
    this.toggle.ariaExpanded = opened;
    this.passage.hidden = !opened;
    if (!opened || quoted.childNodes.length > 1) return;
    const text = await chat.article(quote).catch(() => null); // the quote stands without its context
    if (text && quoted.childNodes.length === 1) {
      const [before, after] = text.around(quote);
      quoted.prepend(before);
      quoted.append(after);
    }
  }
}

/* One question and what came of it. */
class Turn {
  constructor(chat, question) {
    Object.assign(this, { chat, question, texts: chat.texts });
    this.state = make("p.state.small");
    this.body = make("div.body");
    this.reply = make("div", {}, this.state, this.body);
    this.element = make("article.turn", {}, make("h3.question", {}, question), this.reply);
    this.show("searching", this.texts.searching);
  }

  /* All but a draft, which changes, is also read out. */
  show(kind, state, ...body) {
    this.reply.className = this.reply.part = `answer ${kind}`;
    this.state.textContent = state;
    this.body.replaceChildren(...body);
    if (kind !== "draft") this.chat.say([state, ...body.map(each => each.textContent)].join(" "));
  }

  draft(piece) {
    if (!this.drafted) this.show("draft", this.texts.draft, this.drafted = make("p"));
    if (this.drafted.textContent.length < LONGEST_ANSWER) this.drafted.append(piece);
  }

  answered(answer, id) {
    const { texts, chat, reply } = this;
    const { status, text, statements, quotes, closest, question, standalone, notice } = answer;
    const refused = status === "refused";
    const sources = (refused ? closest : quotes).map(quote => new Source(chat, quote));
    const lines = statements.map(each => this.statement(each, sources));
    // The standard refusal is known in each language.
    if (refused) lines.push([text === TEXTS.en.refusal ? texts.refusal : text]);
    const paragraphs = status === "written" ? [lines.flatMap(line => [...line, " "])] : lines;
    this.answer = answer;
    this.show(status + (notice ? " noticed" : ""), notice || texts[status], ...paragraphs.map(line => make("p", {}, ...line)));
    if (standalone !== question) reply.append(make("p.searched.small", {}, fill(texts.searched, standalone)));
    if (sources.length) {
      reply.append(make("h4.small", {}, refused ? texts.closest : texts.sources),
        make("ol", { role: "list" }, ...sources.map(source => source.element)));
    }
    reply.append(this.rating(id));
  }

  /* The text with its marks, which stay on the line of the last word. */
  statement({ text, quotes }, sources) {
    const carried = sources.filter(source => quotes.includes(source.quote.n));
    const last = /\S{0,24}$/.exec(text);
    const line = [text.slice(0, last.index), make("span.word", {}, last[0], ...carried.flatMap(each => ["\u2009", each.mark()]))];
    const several = new Set(carried.map(source => source.quote.article)).size;
    return several > 1 ? [...line, " ", make("span.small", {}, fill(this.texts.several, several))] : line;
  }

  rating(answer) {
    const { texts, chat } = this;
    const said = make("span.small");
    const buttons = ["up", "down"].map(rating => iconButton(rating, texts, () => {
      send(chat.server, "api/feedback", chat.life.signal, { answer, rating }).then(() => {
        for (const each of buttons) each.ariaPressed = each.classList.contains(rating);
        return texts.thanks;
      }).catch(() => texts.broken).then(told => {
        said.textContent = told;
        chat.say(told);
      });
    }, { ariaPressed: "false" }));
    return make("div.rating", {}, ...buttons, said);
  }
}

/* What an element shows, from its attributes until they change. */
class Chat {
  constructor(host, root) {
    const given = name => host.getAttribute(name)?.trim() || "";
    const lang = /^de\b/i.test(given("language") || document.documentElement.lang) ? "de" : "en";
    const texts = TEXTS[lang];
    const title = given("title") || texts.title;
    const inline = given("mode") === "inline";
    const server = reach(given);
    const disabled = !server;
    Object.assign(this, { host, root, texts, inline, server, life: new AbortController() });

    this.log = make("div.log", { tabIndex: 0, role: "region", ariaLabel: title });
    this.input = make("textarea.input", {
      rows: 1, maxLength: 1000, placeholder: texts.placeholder, ariaLabel: texts.question, disabled,
      onkeydown: event => this.typed(event),
    });
    this.go = make("button.send", { disabled }, texts.send);
    // A double click on Send stops nothing.
    this.halt = button("send.stop", ({ detail }) => detail < 2 && this.running.abort(), { hidden: true }, texts.stop);
    const onsubmit = event => { event.preventDefault(); this.ask(); };
    const tools = [iconButton("restart", texts, () => { this.begin(); this.input.focus(); }, { disabled })];
    if (!inline) tools.push(iconButton("close", texts, () => host.removeAttribute("open")));
    this.front = make("div.chat", {}, make("div.header", {}, make("h2", {}, title), ...tools), this.log,
      make("form.form", { onsubmit }, this.input, this.go, this.halt));
    this.reader = make("section.reader", { hidden: true });
    this.status = make("div.status", { role: "status" });
    this.panel = make(`${inline ? "section" : "dialog"}.panel`, { ariaLabel: title, onkeydown: event => this.escaped(event) },
      this.front, this.reader, this.status);
    // An empty title keeps the element's own from showing as a tooltip everywhere.
    root.replaceChildren(make("div.root", { lang, title: "" }, this.panel));
    this.begin();
    if (inline) return;
    this.launcher = button("button", () => { host.setAttribute("open", ""); }, { ariaHasPopup: "dialog", ariaExpanded: "false" },
      icon("chat"), make("bdi", {}, title));
    this.panel.before(this.launcher);
    this.panel.oncancel = event => { event.preventDefault(); this.back(); };
    this.panel.onclose = () => this.panel.open || host.removeAttribute("open");
    PHONE.addEventListener("change", () => this.panel.open && this.raise(), { signal: this.life.signal });
    if (!host.hasAttribute("open")) return;
    if (PHONE.matches) host.removeAttribute("open"); // it would cover the page unasked
    else this.show(true, false);
  }

  /* Ends whatever runs. */
  leave() {
    this.life.abort();
    this.running?.abort();
  }

  /* An empty conversation, or why there can be none. */
  begin() {
    const { texts, server } = this;
    this.running?.abort();
    this.turns = [];
    this.log.replaceChildren(make("div.welcome", {},
      ...(server ? [make("h3", {}, texts.welcome), make("p.small", {}, texts.about)] : [make("p", {}, texts.setup)])));
    this.say("");
  }

  say(words) {
    this.status.textContent = words;
  }

  typed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.ask();
  }

  busy(running) {
    const { go, halt, input, root } = this;
    if ([go, halt].includes(root.activeElement)) input.focus();
    this.running = running;
    halt.hidden = !running;
    go.hidden = !halt.hidden;
  }

  async ask() {
    const { server, turns, texts, log, input } = this;
    const question = input.value.trim();
    if (!question || this.running) return;
    input.value = "";
    const running = new AbortController();
    const history = turns.slice(-6).map(turn => [turn.question, turn.answer.text.slice(0, LONGEST_ANSWER)]);
    const turn = new Turn(this, question);
    log.querySelector(".welcome")?.remove();
    log.append(turn.element);
    reveal(log, turn.element, 0);
    this.busy(running);
    try {
      const asked = { question, history, collection: server.collection, stream: true };
      const { body } = await send(server, "api/ask", running.signal, asked);
      for await (const { event, data, id } of events(body)) {
        const told = JSON.parse(data);
        if (event === "error") throw trouble(told.status, told.detail);
        if (event === "draft") turn.draft(told.text);
        if (event !== "answer") continue;
        turn.answered(told, id);
        turns.push(turn);
        break;
      }
    } catch (error) {
      if (!running.signal.aborted) {
        console.warn(error);
        turn.show("trouble", sentence(texts, error));
      } else if (turn.element.isConnected) turn.show("stopped", texts.stopped);
    }
    if (this.running === running) this.busy(null);
  }

  /* The Text that a quote stands in, word for word. */
  async article(quote) {
    const { server, life } = this;
    const path = quote.article.split("/").map(encodeURIComponent).join("/");
    const query = `collection=${encodeURIComponent(server.collection)}`;
    const text = new Text(await (await send(server, `api/articles/${path}?${query}`, life.signal)).json());
    if (text.slice(quote.start, quote.end) === quote.text) return text;
    throw trouble("gone", path);
  }

  /* The whole article in the chat's place, scrolled to the quote. */
  async read({ quote, title, origin }, opener) {
    const { texts, reader } = this;
    const note = make("p.small", {}, "…");
    const page = make("div.article", { tabIndex: 0, role: "document", ariaLabel: title, dir: "auto" });
    const back = button("quiet", () => this.back(), {}, `← ${texts.back}`);
    reader.replaceChildren(make("div.header", {}, back),
      make("div.about", {}, make("h3", {}, title), make("p.small", {}, origin), note), page);
    reader.hidden = false;
    this.front.inert = true;
    this.opener = opener;
    back.focus();
    try {
      page.append(...(await this.article(quote)).nodes(quote));
      note.remove();
      reveal(page, page.querySelector("mark"), 0.3);
    } catch (error) {
      note.textContent = sentence(texts, { status: error.status === 404 ? "gone" : error.status });
    }
  }

  escaped(event) {
    if (event.key !== "Escape" || event.isComposing || (this.inline && this.reader.hidden)) return;
    event.preventDefault();
    this.back();
  }

  /* From the article to the chat, from the chat to the page. */
  back() {
    if (this.reader.hidden) {
      this.host.removeAttribute("open");
      return;
    }
    this.reader.hidden = true;
    this.reader.replaceChildren();
    this.front.inert = false;
    (this.opener.isConnected ? this.opener : this.input).focus();
  }

  show(opened, moving = true) {
    const { panel, launcher, host } = this;
    if (this.inline || launcher.hidden === opened) return;
    const focused = document.activeElement;
    if (opened) this.before = [host, document.body].includes(focused) ? launcher : focused;
    launcher.hidden = opened;
    launcher.ariaExpanded = opened;
    if (!opened) {
      panel.close();
      if (focused === host) (this.before.isConnected ? this.before : launcher).focus();
    } else if (moving) this.raise();
    else panel.open = true;
  }

  /* Covering a phone's whole screen it is modal, beside a page it is not. */
  raise() {
    this.panel.close();
    if (PHONE.matches) this.panel.showModal();
    else this.panel.show();
    (this.reader.querySelector("button") ?? this.input).focus();
  }
}

/* The server that the attributes name, if they name one. */
const reach = given => {
  try {
    const base = new URL(given("server") || new URL(".", HOME), document.baseURI);
    if (!/^https?:$/.test(base.protocol) || base.username || base.password) return null;
    base.search = base.hash = "";
    base.pathname = base.pathname.replace(/\/*$/, "/");
    return { base, collection: given("collection") || "default", key: given("key") };
  } catch {
    return null;
  }
};

customElements.define("footnote-chat", class extends HTMLElement {
  static observedAttributes = ["server", "collection", "key", "mode", "title", "language", "open"];

  #root = this.attachShadow({ mode: "open" });
  #chat;

  connectedCallback() {
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    // Keys that are typed here are not for the page's shortcuts.
    for (const name of ["keydown", "keypress", "keyup"]) this.#root.addEventListener(name, event => event.stopPropagation());
    this.#chat = new Chat(this, this.#root);
  }

  disconnectedCallback() {
    this.#chat.leave();
    this.#chat = null;
  }

  attributeChangedCallback(name, was, is) {
    if (!this.#chat || was === is) return;
    if (name === "open") return this.#chat.show(is !== null);
    this.#chat.leave();
    this.#chat = new Chat(this, this.#root);
  }
});
})();
