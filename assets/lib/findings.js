// What is wrong with the drawing: a word at each shape, and a list in which each line leads to its shape.
import { addMarks } from "./chart.js";

const LAYER = "findings";
const KINDS = ["problem", "warning"];

export class Findings {
  constructor(modeler, host, words) {
    Object.assign(this, { modeler, host, words, marked: [] });
  }

  clear() {
    this.modeler.get("overlays").remove({ type: LAYER });
    const canvas = this.modeler.get("canvas");
    for (const id of this.marked) {
      if (!this.modeler.get("elementRegistry").get(id)) continue;
      for (const kind of KINDS) canvas.removeMarker(id, `mark-${kind}`);
    }
    this.marked = [];
    this.host.replaceChildren();
  }

  show(found) {
    this.clear();
    const marks = {};
    for (const { element, kind, word } of found) {
      if (element) (marks[element] ??= []).push({ kind, label: word });
    }
    this.marked = Object.keys(marks);
    addMarks(this.modeler, marks, LAYER);
    const list = document.createElement("ol");
    list.className = "nodes";
    list.append(...found.map((finding) => this.line(finding)));
    if (found.length) this.host.append(list);
  }

  line({ element, name, reason, kind, kindWord }) {
    const line = document.createElement("li");
    const chip = document.createElement("span");
    chip.className = `chip ${kind === "problem" ? "late" : "soon"}`;
    chip.textContent = kindWord;
    line.append(chip, ` ${name || element || this.words.whole}：${reason} `);
    if (this.modeler.get("elementRegistry").get(element)) line.append(this.link(element, name));
    return line;
  }

  link(id, name) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = this.words.go;
    button.setAttribute("aria-label", `${this.words.go}：${name || id}`);
    button.addEventListener("click", () => this.go(id));
    return button;
  }

  go(id) {
    const element = this.modeler.get("elementRegistry").get(id);
    if (!element) return;
    this.modeler.get("canvas").scrollToElement(element);
    this.modeler.get("selection").select(element);
    this.modeler.get("canvas").focus();
  }
}
