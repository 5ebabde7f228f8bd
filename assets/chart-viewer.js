// A published flow chart: pan, zoom, and marks on its nodes.
// <div data-chart-viewer data-source="URL" data-marks='{"NodeId": {"class": "late", "label": "12%"}}'></div>
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

import { mountAll, readXml, show } from "./lib/chart.js";

function addMarks(viewer, marks) {
  for (const [id, mark] of Object.entries(marks)) {
    if (!viewer.get("elementRegistry").get(id)) continue;
    if (mark.class) viewer.get("canvas").addMarker(id, mark.class);
    if (mark.label) {
      const html = document.createElement("span");
      html.className = `chart-mark ${mark.class ?? ""}`;
      html.textContent = mark.label;
      viewer.get("overlays").add(id, { position: { bottom: 8, right: 24 }, html });
    }
  }
}

mountAll("[data-chart-viewer]", async (host) => {
  const viewer = new NavigatedViewer({ container: host });
  await show(viewer, await readXml(host));
  addMarks(viewer, JSON.parse(host.dataset.marks ?? "{}"));
});
