// Drawing a flow chart. The XML goes back into the form's field with every change, so the form posts what is seen.
// <textarea id="xml" name="xml" hidden></textarea><div data-chart-editor data-field="xml"></div>
import BpmnModeler from "bpmn-js/lib/Modeler";

import { mountAll, readXml, show } from "./lib/chart.js";

async function write(modeler, field) {
  field.value = (await modeler.saveXML({ format: true })).xml;
}

mountAll("[data-chart-editor]", async (host) => {
  const modeler = new BpmnModeler({ container: host });
  const xml = await readXml(host);
  if (xml.trim()) await show(modeler, xml);
  else await modeler.createDiagram();
  const field = document.getElementById(host.dataset.field);
  if (field) modeler.on("commandStack.changed", () => write(modeler, field));
  host.modeler = modeler;
});
