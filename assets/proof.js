// Does a little work while somebody types, so that flooding the form costs something. Asks nobody anything.
const form = document.querySelector("form[data-challenge]");
if (form && window.Worker && window.crypto && window.crypto.subtle) {
  const field = form.querySelector("input[name=proof]");
  const told = form.querySelector("[data-proof-state]");
  const worker = new Worker(form.dataset.worker);
  let sending = false;
  let failed = false;
  const send = () => sending && form.requestSubmit();
  worker.addEventListener("message", ({ data }) => {
    field.value = btoa(JSON.stringify(data));
    send();
  });
  worker.addEventListener("error", () => {
    failed = true; // the server takes the form without, after a while
    send();
  });
  form.addEventListener("submit", (event) => {
    if (field.value || failed) return;
    event.preventDefault();
    sending = true;
    told.hidden = false;
  });
  if (!field.value) worker.postMessage(JSON.parse(form.dataset.challenge));
}
