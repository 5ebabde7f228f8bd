// What the editor and the viewer of flow charts share.
import { layoutProcess } from "bpmn-auto-layout";

/** The chart's XML: from the address in data-source, or from the field whose id is in data-field. */
export async function readXml(host) {
  if (host.dataset.source) {
    const answer = await fetch(host.dataset.source, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return answer.text();
  }
  return document.getElementById(host.dataset.field)?.value ?? "";
}

/** Show a chart, drawing one first where the file has shapes but no picture. */
export async function show(modeler, xml) {
  const drawn = /<(\w+:)?BPMNShape[\s>]/.test(xml);
  await modeler.importXML(drawn ? xml : await layoutProcess(xml));
  modeler.get("canvas").zoom("fit-viewport", "auto");
}

/** Say in the page, not only in the console, that a chart cannot be shown. */
export function complain(host, error) {
  const note = document.createElement("p");
  note.className = "note late";
  note.setAttribute("role", "alert");
  note.textContent = `${host.dataset.failed ?? "流程图无法显示"}：${error.message}`;
  host.before(note);
}

/** Run `mount` for every element that asks for it. */
export function mountAll(selector, mount) {
  for (const host of document.querySelectorAll(selector)) {
    mount(host).catch((error) => complain(host, error));
  }
}
