// A published flow chart: the server's picture until this runs, then one that zooms and moves, with marks on its nodes.
// <div data-chart-figure><div data-chart-tools hidden><button data-chart-zoom="in">…</button></div>
// <div data-chart-still><img …></div>
// <div data-chart-viewer data-source="URL" data-marks='{"NodeId": [{"kind": "late", "label": "12%"}]}' hidden></div></div>
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

import { addMarks, mountAll, readXml, show } from "./lib/chart.js";

const STEP = 1.25;
const PAN = 80;
const READABLE = 0.65; // the zoom below which names cannot be read
const EDGE = 16;
const KEYS = {
  "+": "in", "=": "in", "-": "out", 0: "fit",
  ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down",
}; // prettier-ignore

// Begin where the names can be read, at the start of the chart, rather than with all of it in miniature.
function open(canvas) {
  const { inner, outer, scale } = canvas.viewbox();
  if (scale >= READABLE) return;
  const [width, height] = [outer.width / READABLE, outer.height / READABLE];
  const y = inner.height < height ? inner.y - (height - inner.height) / 2 : inner.y - EDGE;
  canvas.viewbox({ x: inner.x - EDGE, y, width, height });
}

function addZoom(viewer, figure, host) {
  const canvas = viewer.get("canvas");
  const ways = {
    in: () => canvas.zoom(canvas.zoom() * STEP, "auto"),
    out: () => canvas.zoom(canvas.zoom() / STEP, "auto"),
    fit: () => canvas.zoom("fit-viewport", "auto"),
    left: () => canvas.scroll({ dx: PAN, dy: 0 }),
    right: () => canvas.scroll({ dx: -PAN, dy: 0 }),
    up: () => canvas.scroll({ dx: 0, dy: PAN }),
    down: () => canvas.scroll({ dx: 0, dy: -PAN }),
  };
  for (const button of figure.querySelectorAll("[data-chart-zoom]")) {
    button.addEventListener("click", ways[button.dataset.chartZoom]);
  }
  host.addEventListener("keydown", (event) => {
    const way = KEYS[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    ways[way]();
  });
}

/** Show this one instead of the still picture, which stays for print. */
function take(figure, host) {
  host.hidden = false;
  for (const still of figure.querySelectorAll("[data-chart-still]")) still.hidden = true;
  for (const tool of figure.querySelectorAll("[data-chart-tools]")) tool.hidden = false;
  for (const hint of document.querySelectorAll("[data-chart-hint]")) hint.hidden = false;
}

function giveBack(figure, host) {
  host.hidden = true;
  for (const still of figure.querySelectorAll("[data-chart-still]")) still.hidden = false;
  for (const tool of figure.querySelectorAll("[data-chart-tools]")) tool.hidden = true;
}

mountAll("[data-chart-viewer]", async (host) => {
  const figure = host.closest("[data-chart-figure]");
  const xml = await readXml(host);
  take(figure, host);
  try {
    // The wheel scrolls the page: a chart that caught it would be a trap.
    const viewer = new NavigatedViewer({ container: host, zoomScroll: { enabled: false } });
    await show(viewer, xml);
    open(viewer.get("canvas"));
    addMarks(viewer, JSON.parse(host.dataset.marks ?? "{}"));
    addZoom(viewer, figure, host);
  } catch (error) {
    giveBack(figure, host);
    throw error;
  }
});
