// A receipt's QR code names its code after the "#", which no browser sends. It moves into the field and out of sight.
const field = document.querySelector("[data-code-field] input[name=code]");
const code = decodeURIComponent(window.location.hash.slice(1));
if (field && code) {
  field.value = code;
  window.history.replaceState(null, "", window.location.pathname);
  field.focus();
}
