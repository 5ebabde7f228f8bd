// Drawing a flow chart: the drawing, what must be published of each step beside it, checks on demand, one save for all.
// The XML and what is said of the steps go into the form's fields with every change, so the form posts what is seen.
import BpmnModeler from "bpmn-js/lib/Modeler";

import { mountAll, readXml, show } from "./lib/chart.js";
import { ownWords } from "./lib/chart-words.js";
import { Findings } from "./lib/findings.js";
import { Keeper } from "./lib/keeping.js";
import { Panel } from "./lib/panel.js";

const PALETTE_WIDTH = 120;

/** Shrink and move the chart a little, so that nothing lies below the palette. */
function clearOfPalette(canvas) {
  const { outer, inner, scale, x } = canvas.viewbox();
  const left = (inner.x - x) * scale;
  if (left >= PALETTE_WIDTH) return;
  const share = Math.min(1, (outer.width - PALETTE_WIDTH) / (inner.width * scale));
  canvas.zoom(scale * share, { x: 0, y: outer.height / 2 });
  const moved = canvas.viewbox();
  canvas.scroll({ dx: PALETTE_WIDTH - (moved.inner.x - moved.x) * moved.scale, dy: 0 });
}

class Editor {
  constructor(host) {
    this.host = host;
    this.words = JSON.parse(host.dataset.words);
    this.fields = Object.fromEntries(
      ["field", "nodes", "revision"].map((name) => [name, document.getElementById(host.dataset[name])]),
    );
    this.form = this.fields.field.form;
    this.status = document.querySelector("[data-chart-said]");
    this.said = JSON.parse(this.fields.nodes.value || "{}");
    this.before = null;
    this.modeler = new BpmnModeler({ container: host, additionalModules: [ownWords] });
    host.modeler = this.modeler;
    this.keeper = new Keeper(host.dataset.keep, () => this.taken(), (word, value) => this.say(word, value));
  }

  async open() {
    const beside = document.querySelector("[data-chart-panel]");
    beside.hidden = false; // it takes its room before the drawing is fitted into the rest
    await this.draw(await readXml(this.host));
    this.panel = new Panel(beside, this.modeler, this.said, this.words, () =>
      this.noteSaid(),
    );
    this.findings = new Findings(this.modeler, document.querySelector("[data-chart-findings]"), this.words);
    this.modeler.on("commandStack.changed", () => this.write().then(() => this.keeper.later()));
    this.postWhatIsSeen();
    this.offerKept();
    this.bindActs();
  }

  async draw(xml) {
    await show(this.modeler, xml);
    clearOfPalette(this.modeler.get("canvas"));
  }

  say(word, value = "") {
    this.status.textContent = (this.words[word] ?? word).replace("%s", value);
  }

  taken() {
    return { xml: this.fields.field.value, nodes: this.fields.nodes.value, revision: this.fields.revision.value };
  }

  async write() {
    this.fields.field.value = (await this.modeler.saveXML({ format: true })).xml;
  }

  noteSaid() {
    this.fields.nodes.value = JSON.stringify(this.said);
    this.keeper.later();
  }

  // A name that is still being typed, and a change whose XML is still being made, belong to what is posted.
  postWhatIsSeen() {
    let written = false;
    this.form.addEventListener("submit", async (event) => {
      if (written) return;
      event.preventDefault();
      const { submitter } = event;
      this.modeler.get("directEditing").complete();
      await this.write();
      written = true;
      this.keeper.now(true);
      setTimeout(() => this.form.requestSubmit(submitter)); // not while its submit event is still under way
    });
  }

  offerKept() {
    // A page that comes back with what could not be stored shows the newest already.
    if (document.querySelector(".note.late[role=alert]")) return this.keeper.drop();
    const kept = this.keeper.found(this.taken());
    const note = document.querySelector("[data-chart-kept]");
    if (!kept) return;
    note.querySelector("[data-kept=words]").textContent = this.words.found.replace("%s", kept.time);
    note.hidden = false;
    note.querySelector("[data-kept=restore]").addEventListener("click", async () => {
      note.hidden = true;
      await this.put(kept.xml, kept.nodes);
      this.fields.revision.value = kept.revision; // if a colleague has saved since, the server says so
      this.say("restored");
    });
    note.querySelector("[data-kept=drop]").addEventListener("click", () => {
      note.hidden = true;
      this.keeper.drop();
      this.say("dropped");
    });
  }

  /** Another drawing in place of this one. */
  async put(xml, nodes = this.fields.nodes.value) {
    this.findings.clear();
    await this.draw(xml);
    this.fields.field.value = xml;
    this.fields.nodes.value = nodes;
    for (const key of Object.keys(this.said)) delete this.said[key];
    Object.assign(this.said, JSON.parse(nodes || "{}"));
    this.panel.show(null);
  }

  // Acts

  bindActs() {
    const bar = document.querySelector("[data-chart-acts]");
    bar.hidden = false;
    this.back = bar.querySelector("[data-act=back]");
    const acts = { check: () => this.check(), lanes: () => this.lay("1"), lay: () => this.lay(""), back: () => this.undo() };
    for (const button of bar.querySelectorAll("[data-act]")) {
      button.addEventListener("click", acts[button.dataset.act]);
    }
  }

  async ask(address, more = {}) {
    this.modeler.get("directEditing").complete();
    await this.write();
    const data = new FormData(this.form);
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    const answer = await fetch(address, { method: "POST", body: data, credentials: "same-origin" });
    if (!answer.headers.get("Content-Type")?.includes("json")) throw new Error(this.words.failed);
    return { ok: answer.ok, ...(await answer.json()) };
  }

  async check() {
    this.say("checking");
    try {
      const { summary, findings } = await this.ask(this.host.dataset.check);
      this.findings.show(findings);
      this.say(summary);
    } catch {
      this.say("failed");
    }
  }

  async lay(lanes) {
    try {
      const { ok, xml, summary } = await this.ask(this.host.dataset.lay, { lanes });
      if (!ok) return this.say(summary);
      this.before = this.fields.field.value;
      await this.put(xml);
      this.back.hidden = false;
      this.keeper.later();
      this.say("laid");
    } catch {
      this.say("failed");
    }
  }

  async undo() {
    await this.put(this.before);
    this.back.hidden = true;
    this.keeper.later();
    this.say("undone");
  }
}

mountAll("[data-chart-editor]", (host) => new Editor(host).open());
