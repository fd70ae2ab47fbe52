// The token stands behind the "#" of the link: it is put into the form, and taken from the address bar.
function takeToken() {
  const token = location.hash.slice(1);
  if (!/^[\w-]{20,100}$/.test(token)) return;
  history.replaceState(null, "", location.pathname);
  const form = document.querySelector("[data-with-token]");
  form.elements.token.value = token;
  form.hidden = false;
  document.querySelector("[data-without-token]").hidden = true;
  document.querySelector("[data-refused]").textContent = "";
  form.querySelector("button").focus();
}
takeToken();
window.addEventListener("hashchange", takeToken);
