// A published flow chart: zoom buttons, drag to move, and marks on its nodes.
// <figure data-chart-figure hidden><button data-chart-zoom="in">…</button>
// <div data-chart-viewer data-source="URL" data-marks='{"NodeId": [{"kind": "late", "label": "12%"}]}'></div></figure>
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

import { mountAll, readXml, show } from "./lib/chart.js";

const STEP = 1.25;
const READABLE = 0.65; // the zoom below which names cannot be read
const EDGE = 16;

function addMarks(viewer, marks) {
  for (const [id, found] of Object.entries(marks)) {
    if (!viewer.get("elementRegistry").get(id)) continue;
    const html = document.createElement("div");
    html.className = "chart-marks";
    for (const { kind, label } of found) {
      viewer.get("canvas").addMarker(id, `mark-${kind}`);
      const word = document.createElement("span");
      word.className = `chip late ${kind}`;
      word.textContent = label;
      html.append(word);
    }
    viewer.get("overlays").add(id, { position: { bottom: 4, left: 0 }, html, scale: { min: 0.75 } });
  }
}

// Begin where the names can be read, at the start of the chart, rather than with all of it in miniature.
function open(canvas) {
  const { inner, outer, scale } = canvas.viewbox();
  if (scale >= READABLE) return;
  const [width, height] = [outer.width / READABLE, outer.height / READABLE];
  const y = inner.height < height ? inner.y - (height - inner.height) / 2 : inner.y - EDGE;
  canvas.viewbox({ x: inner.x - EDGE, y, width, height });
}

function addZoom(viewer, figure) {
  const canvas = viewer.get("canvas");
  const ways = {
    in: () => canvas.zoom(canvas.zoom() * STEP, "auto"),
    out: () => canvas.zoom(canvas.zoom() / STEP, "auto"),
    fit: () => canvas.zoom("fit-viewport", "auto"),
  };
  for (const button of figure.querySelectorAll("[data-chart-zoom]")) {
    button.addEventListener("click", ways[button.dataset.chartZoom]);
  }
}

mountAll("[data-chart-viewer]", async (host) => {
  const figure = host.closest("[data-chart-figure]");
  if (figure) figure.hidden = false;
  // The wheel scrolls the page: a chart that caught it would be a trap.
  const viewer = new NavigatedViewer({ container: host, zoomScroll: { enabled: false } });
  await show(viewer, await readXml(host));
  open(viewer.get("canvas"));
  addMarks(viewer, JSON.parse(host.dataset.marks ?? "{}"));
  if (figure) addZoom(viewer, figure);
});
