// What the editor and the viewer of flow charts share.
/** The chart's XML: from the address in data-source, or from the field whose id is in data-field. */
export async function readXml(host) {
  if (host.dataset.source) {
    const answer = await fetch(host.dataset.source, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    return answer.text();
  }
  return document.getElementById(host.dataset.field)?.value ?? "";
}

/** Show a chart. The server gives every chart a picture. */
export async function show(modeler, xml) {
  await modeler.importXML(xml);
  modeler.get("canvas").zoom("fit-viewport", "auto");
}

/** A word at each element that has one, and its kind as the element's marker; ids without a shape are passed over. */
export function addMarks(viewer, marks, layer = "marks") {
  for (const [id, found] of Object.entries(marks)) {
    if (!viewer.get("elementRegistry").get(id)) continue;
    const html = document.createElement("div");
    html.className = "chart-marks";
    for (const { kind, label } of found) {
      viewer.get("canvas").addMarker(id, `mark-${kind}`);
      const word = document.createElement("span");
      word.className = `chip ${kind === "warning" ? "soon" : "late"} ${kind}`;
      word.textContent = label;
      html.append(word);
    }
    viewer.get("overlays").add(id, layer, { position: { bottom: 4, left: 0 }, html, scale: { min: 0.75 } });
  }
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
