// Drawing a flow chart. The XML goes back into the form's field with every change, so the form posts what is seen.
// <textarea id="xml" name="xml" hidden></textarea><div data-chart-editor data-field="xml"></div>
import BpmnModeler from "bpmn-js/lib/Modeler";

import { mountAll, readXml, show } from "./lib/chart.js";
import { ownWords } from "./lib/chart-words.js";

const PALETTE_WIDTH = 120;

async function write(modeler, field) {
  field.value = (await modeler.saveXML({ format: true })).xml;
}

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

/** A name that is still being typed, and a change whose XML is still being made, belong to what is posted. */
function postWhatIsSeen(modeler, field) {
  let written = false;
  field.form.addEventListener("submit", async (event) => {
    if (written) return;
    event.preventDefault();
    modeler.get("directEditing").complete();
    await write(modeler, field);
    written = true;
    setTimeout(() => field.form.requestSubmit()); // a form does not submit while its submit event is still under way
  });
}

mountAll("[data-chart-editor]", async (host) => {
  const modeler = new BpmnModeler({ container: host, additionalModules: [ownWords] });
  const xml = await readXml(host);
  if (xml.trim()) await show(modeler, xml);
  else await modeler.createDiagram();
  clearOfPalette(modeler.get("canvas"));
  const field = document.getElementById(host.dataset.field);
  if (field) {
    modeler.on("commandStack.changed", () => write(modeler, field));
    postWhatIsSeen(modeler, field);
  }
  host.modeler = modeler;
});
