// What must be published of the step that is selected, beside the drawing. The values live in one object by element.
const STEPS = /^bpmn:(.*Task|CallActivity|SubProcess)$/;
const NAMED = /^bpmn:(SequenceFlow|.*Event|.*Gateway|Participant|Lane)$/;

export class Panel {
  constructor(host, modeler, said, words, changed) {
    Object.assign(this, { host, modeler, said, words, changed, element: null });
    this.title = host.querySelector("h2");
    this.step = host.querySelector("[data-panel=step]");
    this.named = host.querySelector("[data-panel=name]");
    for (const input of this.step.querySelectorAll("[name]")) {
      input.addEventListener("input", () => this.take(input));
      input.addEventListener("change", () => this.take(input));
    }
    this.named.querySelector("input").addEventListener("change", (event) => this.rename(event.target.value));
    modeler.on("selection.changed", ({ newSelection }) => this.show(newSelection.length === 1 ? newSelection[0] : null));
    modeler.on("element.changed", ({ element }) => this.element?.id === element.id && this.fill());
    this.show(null);
  }

  show(element) {
    this.element = element?.labelTarget ?? element;
    const type = this.element?.type ?? "";
    this.host.hidden = false;
    this.step.hidden = !STEPS.test(type);
    this.named.hidden = !NAMED.test(type);
    if (this.step.hidden && this.named.hidden) this.title.textContent = this.words.none;
    else this.fill();
  }

  fill() {
    const business = this.element.businessObject;
    const name = business.name ?? "";
    const kind = !this.step.hidden ? "step" : this.element.type === "bpmn:SequenceFlow" ? "flow" : "other";
    this.title.textContent = name ? `${this.words[kind]}：${name}` : this.words[kind];
    this.named.querySelector("input").value = name;
    const values = this.said[this.element.id] ?? {};
    for (const input of this.step.querySelectorAll("[name]")) {
      if (input === document.activeElement) continue;
      input.value = input.name === "name" ? name : (values[input.name] ?? (input.tagName === "SELECT" ? "working_days" : ""));
    }
  }

  take(input) {
    if (!this.element) return;
    if (input.name === "name") return this.rename(input.value);
    const before = this.said[this.element.id] ?? { limit_unit: "working_days" };
    this.said[this.element.id] = { ...before, [input.name]: input.value };
    this.changed();
  }

  rename(name) {
    if ((this.element.businessObject.name ?? "") === name) return;
    this.modeler.get("modeling").updateLabel(this.element, name);
  }
}
